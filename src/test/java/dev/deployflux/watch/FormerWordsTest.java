package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a snapshot holds that was begun before words changed. */
class FormerWordsTest {

    private static final int ALL = Integer.MAX_VALUE;

    private final FormerWords words = new FormerWords();

    private static EventId at(long number) {
        return new EventId("1", number);
    }

    private static Collection<FeedEntry> spoken(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> new FeedEntry(at(number), new ServiceJoined(new ServiceRef("prod", "web"))))
                .toList();
    }

    private List<Long> told(long after, long end, long upTo, int most) {
        List<FeedEntry> into = new ArrayList<>();
        words.behind(at(after), at(end)).addUpTo(at(upTo), most, into);
        return into.stream().map(entry -> entry.id().number()).toList();
    }

    @Test
    void whoBeganBeforeAChangeIsToldWhatHeldThen() {
        words.keep(spoken(3, 1), at(9), at(10), 10);

        assertThat(told(0, 9, 9, ALL)).containsExactly(1L, 3L);
        assertThat(told(1, 9, 9, ALL)).containsExactly(3L);
        assertThat(told(0, 9, 2, ALL)).containsExactly(1L);
        assertThat(told(0, 9, 9, 1)).containsExactly(1L);
    }

    @Test
    void whoBeganBehindItIsNot() {
        words.keep(spoken(1), at(9), at(10), 10);
        words.keep(spoken(2), at(10), at(11), 11);

        assertThat(told(0, 10, 10, ALL)).containsExactly(2L);
        assertThat(told(0, 11, 11, ALL)).isEmpty();
    }

    @Test
    void whatWasSpokenAndChangedAtOnceNeverHeld() {
        words.keep(spoken(10), at(9), at(11), 11);

        assertThat(told(0, 9, 11, ALL)).isEmpty();
    }

    @Test
    void whatTheRingHasForgottenIsForgotten() {
        words.keep(spoken(1), at(9), at(10), 10);
        words.keep(spoken(2), at(10), at(11), 11);

        words.dropUpTo(10);

        assertThat(told(0, 9, 11, ALL)).containsExactly(2L);
    }
}
