package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.FeedRow.PassNote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bookmarks beside the log, which may come late. */
class LateNotesTest {

    private final FeedLog log = new FeedLog(100, Duration.ofDays(1));

    private void tell(DeploymentEvent event) {
        LogWriter.tell(log, List.of(event), false);
    }

    private void note(EventId asOf, long pass) {
        log.append(log.draft(0).noted(new PassNote(asOf, pass(pass))));
    }

    private static PassCompleted pass(long number) {
        return new PassCompleted(ref("web"), number, LogScript.NOW.plusSeconds(number), Duration.ZERO, 1, 0);
    }

    private @Nullable Instant bookmark() {
        return Objects.requireNonNull(
                        log.health(0, Duration.ZERO, Duration.ZERO).get(ref("web")))
                .lastGoodPass();
    }

    @Test
    void theNewestBookmarkHolds() {
        tell(new ServiceJoined(ref("web")));
        EventId joined = log.tail();
        note(joined, 7);
        note(joined, 6);

        assertThat(bookmark()).isEqualTo(pass(7).startedAt());
    }

    @Test
    void aBookmarkOfAFormerLifeIsNoneOfTheNext() {
        tell(new ServiceJoined(ref("web")));
        EventId joined = log.tail();
        tell(new ServiceLeft(ref("web")));
        tell(new ServiceJoined(ref("web")));
        note(joined, 7);
        assertThat(bookmark()).isNull();

        note(log.tail(), 1);
        assertThat(bookmark()).isEqualTo(pass(1).startedAt());
    }
}
