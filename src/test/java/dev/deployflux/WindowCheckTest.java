package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A window from 0 to 100, listed newest first, of which a part is newer than 50 and a part is older. */
class WindowCheckTest {

    private final SliceSpan all = new SliceSpan(null, null, 0, 100);
    private final Slice whole = new Slice(all);
    private final Slice newer = new Slice(all.newerThan(50));
    private final Slice older = new Slice(all.upTo(50));
    private final WindowCheck check = new WindowCheck();

    @BeforeEach
    void theWholeWindowShowsTheNewestRows() {
        check.asked(whole);
        check.arrived(whole, rows(99, 98), true);
        check.asked(newer);
        check.asked(older);
        check.arrived(newer, rows(99, 98), true);
    }

    private static List<Instant> rows(long... millis) {
        return Arrays.stream(millis).mapToObj(Instant::ofEpochMilli).toList();
    }

    @Test
    void whatAServiceThatIgnoresTheWindowWouldAlsoShowLetsNoPartGoOnWhileAnotherWillTellMore() {
        assertThat(check.mayGoOn(newer)).isFalse();
        assertThat(check.mayGoOn(older)).isTrue();
        assertThat(check.mayGoOn(whole)).isTrue();
    }

    @Test
    void aPartThatShowsOtherRowsProvesThatWindowsAreKept() {
        check.arrived(older, rows(40, 30), true);

        assertThat(check.mayGoOn(newer)).isTrue();
        assertThat(check.isIgnored()).isFalse();
    }

    @Test
    void aRowOutsideItsPartProvesThatWindowsAreIgnored() {
        check.arrived(older, rows(99, 98), true);

        assertThat(check.isIgnored()).isTrue();
    }

    @Test
    void anEmptyPageThatIsNotTheLastProvesNothingAndHoldsUpNobody() {
        check.arrived(older, rows(), true);

        assertThat(check.mayGoOn(newer)).isTrue();
        check.asked(older);
        assertThat(check.mayGoOn(newer)).isFalse();
        assertThat(check.isIgnored()).isFalse();
    }

    @Test
    void aPageThatWontComeHoldsUpNobody() {
        check.lost(older);

        assertThat(check.mayGoOn(newer)).isTrue();
    }

    @Test
    void rowsInTheMillisecondOfAnEdgeAreInside() {
        check.arrived(older, rows(51), true);
        check.arrived(newer, rows(50), true);

        assertThat(check.isIgnored()).isFalse();
    }
}
