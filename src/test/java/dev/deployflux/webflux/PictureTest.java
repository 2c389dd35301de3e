package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a late client is still told of, after a pass. */
class PictureTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant NOW = LogScript.NOW;

    private final EventLog log = new EventLog("e", 100, Duration.ofHours(1));

    private void seen(String id, String status, Duration age) {
        log.tell(new Seen(WEB, LogScript.row(WEB, id, status, NOW.minus(age)), Origin.SNAPSHOT, List.of(), 0));
    }

    private List<String> told() {
        return told(NOW);
    }

    private List<String> told(Instant clock) {
        log.tell(new PassCompleted(WEB, 1, clock, Duration.ZERO, 1, 0, NOW));
        List<String> told = new ArrayList<>();
        for (LogEntry entry = log.pictured(0, Long.MAX_VALUE);
                entry != null;
                entry = log.pictured(entry.sequence(), Long.MAX_VALUE)) {
            String arn = String.valueOf(entry.view().serviceDeploymentArn());
            told.add(arn.substring(arn.lastIndexOf('/') + 1));
        }
        return told;
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
}
