package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a late client is still told of, after a pass. */
class LastWordsTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant NOW = LogScript.NOW;

    private final FeedLog log = new FeedLog(100, Duration.ofHours(1));

    private void seen(String id, String status, Duration age) {
        tell(new Seen(WEB, LogScript.row(WEB, id, status, NOW.minus(age)), Origin.SNAPSHOT, List.of(), 0));
    }

    private void tell(DeploymentEvent event) {
        LogWriter.tell(log, List.of(event), false);
    }

    private List<String> told() {
        return told(NOW);
    }

    private List<String> told(Instant clock) {
        tell(new PassCompleted(WEB, 1, clock, Duration.ZERO, 1, 0, NOW));
        tell(new PassCompleted(
                WEB, 2, clock, Duration.ZERO, 1, 0, NOW)); // what the first had news of is kept until then
        return known();
    }

    private List<String> known() {
        List<FeedEntry> words = new ArrayList<>();
        log.lastWords(EventId.NONE, log.tail(), Integer.MAX_VALUE, words);
        return words.stream()
                .map(entry ->
                        entry.event() instanceof Seen seen ? seen.deployment().serviceDeploymentArn() : "/")
                .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void whatIsOverAndOlderThanTheWindowIsForgotten() {
        seen("old", "SUCCESSFUL", Duration.ofMinutes(61));
        seen("within", "ROLLBACK_SUCCESSFUL", Duration.ofMinutes(59));

        assertThat(told()).containsExactly("within");
    }

    @Test
    void aClockThatIsSetAheadMakesNothingOld() {
        seen("before", "SUCCESSFUL", Duration.ofMinutes(2));
        seen("newest", "SUCCESSFUL", Duration.ofMinutes(1));

        assertThat(told(NOW.plus(Duration.ofDays(1)))).containsExactly("before", "newest");
    }

    @Test
    void whatIsInFlightIsKeptHoweverOldItIs() {
        seen("stuck", "IN_PROGRESS", Duration.ofDays(2));
        seen("frozen", "FROZEN", Duration.ofDays(2));
        seen("now", "PENDING", Duration.ZERO);

        assertThat(told()).containsExactly("stuck", "frozen", "now");
    }

    @Test
    void theNewestIsKeptThoughItIsOld() {
        seen("older", "SUCCESSFUL", Duration.ofDays(3));
        seen("newest", "SUCCESSFUL", Duration.ofDays(2));

        assertThat(told()).containsExactly("newest");
    }

    @Test
    void whatAPassHasNewsOfIsKeptUntilTheNext() {
        seen("newest", "SUCCESSFUL", Duration.ZERO);
        seen("old", "SUCCESSFUL", Duration.ofMinutes(61));

        tell(new PassCompleted(WEB, 1, NOW, Duration.ZERO, 1, 0, NOW));
        assertThat(known()).containsExactly("newest", "old");
        tell(new PassCompleted(WEB, 2, NOW, Duration.ZERO, 1, 0, NOW));
        assertThat(known()).containsExactly("newest");
    }
}
