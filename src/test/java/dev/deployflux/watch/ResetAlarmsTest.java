package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What happened in the part of a log that was lost rings for whoever had listened before. */
class ResetAlarmsTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private static Seen seen(String arn, int minute, ServiceDeploymentStatus status, Origin origin) {
        Instant created = NOON.plus(Duration.ofMinutes(minute));
        return new Seen(
                ref("web"),
                ServiceDeploymentBrief.builder()
                        .serviceDeploymentArn(arn)
                        .createdAt(created)
                        .finishedAt(created.plusSeconds(30))
                        .status(status)
                        .build(),
                origin,
                List.of(),
                0);
    }

    private static PassCompleted pass(int number) {
        return new PassCompleted(ref("web"), number, NOON, Duration.ZERO, 1, 0);
    }

    private static List<String> rung(DeploymentEvent... events) {
        return Flux.just(events)
                .transformDeferred(DeploymentEvents.alarms())
                .cast(DeploymentEvent.OfDeployment.class)
                .map(event -> event.deployment().serviceDeploymentArn())
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private static final Seen OLD = seen("old", 0, ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL, Origin.SNAPSHOT);
    private static final Reset RESET = new Reset("The log has lost events.");

    @Test
    void aRollbackWithinTheGapRings() {
        assertThat(rung(
                        OLD,
                        pass(1),
                        RESET,
                        OLD,
                        seen("lost", 10, ServiceDeploymentStatus.ROLLBACK_FAILED, Origin.SNAPSHOT),
                        pass(9)))
                .containsExactly("lost");
    }

    @Test
    void soDoesAStop() {
        assertThat(rung(
                        OLD,
                        pass(1),
                        RESET,
                        OLD,
                        seen("lost", 10, ServiceDeploymentStatus.STOPPED, Origin.SNAPSHOT),
                        pass(9)))
                .containsExactly("lost");
    }

    @Test
    void theResetWithWhichEntriesBeginLetsNothingRing() {
        assertThat(rung(
                        RESET,
                        OLD,
                        seen("newer", 10, ServiceDeploymentStatus.ROLLBACK_FAILED, Origin.SNAPSHOT),
                        pass(1)))
                .isEmpty();
    }
}
