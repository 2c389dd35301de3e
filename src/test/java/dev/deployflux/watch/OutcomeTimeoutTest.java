package dev.deployflux.watch;

import static dev.deployflux.watch.OutcomeClient.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** What is told of a deployment that isn't over in time. */
class OutcomeTimeoutTest extends TimeoutScene {

    @Test
    void itNamesTheDeploymentItsStatusAndSinceWhen() {
        String arn = ecs.put("a", PENDING);
        Wait wait = scene.await(arn, Duration.ofMinutes(2));
        scene.pass(Duration.ofSeconds(20));
        ecs.put("a", IN_PROGRESS, d -> d.statusReason("waiting for tasks")
                .startedAt(NOON.plusSeconds(21))
                .updatedAt(NOON.plusSeconds(25)));
        scene.pass(Duration.ofMinutes(2).minusSeconds(20).minusMillis(1));
        assertThat(wait.isOpen()).isTrue();

        scene.pass(Duration.ofMillis(1));

        OutcomeTimeoutException late = timeout(wait);
        assertThat(late.serviceDeploymentArn()).isEqualTo(arn);
        assertThat(late.waited()).isEqualTo(Duration.ofMinutes(2));
        assertThat(late.lastState()).isEqualTo(ecs.deployments.get(arn));
        assertThat(late.lastStatusSince()).isEqualTo(NOON.plusSeconds(21));
        assertThat(late.lastStatusSeenSince()).isEqualTo(NOON.plusSeconds(30));
        assertThat(late.unknownSince()).isNull();
        assertThat(late.supersededBy()).isNull();
        assertThat(late).hasNoCause();
        assertThat(late)
                .hasMessage(arn + " was not over after 2m: IN_PROGRESS since 2026-01-15T12:00:21Z, seen since"
                        + " 2026-01-15T12:00:30Z (waiting for tasks), created 2026-01-15T12:00:00Z, last updated"
                        + " 2026-01-15T12:00:25Z");
    }

    static Stream<Arguments> statuses() {
        Instant created = NOON;
        return Stream.of(
                arguments("PENDING", created),
                arguments("IN_PROGRESS", NOON.plusSeconds(1)),
                arguments("STOP_REQUESTED", null),
                arguments("ROLLBACK_REQUESTED", null),
                arguments("ROLLBACK_IN_PROGRESS", NOON.plusSeconds(2)),
                arguments("EVALUATING", null));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void sinceWhenItHasItsStatusIsWhatItsTimestampsTell(String status, @Nullable Instant since) {
        String arn = ecs.put("a", PENDING, d -> d.status(status)
                .startedAt(NOON.plusSeconds(1))
                .rollback(r -> r.startedAt(NOON.plusSeconds(2))));
        Wait wait = scene.await(arn, Duration.ofSeconds(20));

        scene.pass(Duration.ofSeconds(20));

        assertThat(timeout(wait).lastStatusSince()).isEqualTo(since);
        assertThat(timeout(wait)).hasMessageContaining(status).hasMessageContaining("seen since " + NOON);
    }

    @Test
    void timestampsThatEcsLeavesOutAreNotTold() {
        String arn = ecs.put("a", IN_PROGRESS);
        String back = ecs.put("b", ROLLBACK_IN_PROGRESS);
        List<Wait> waits = List.of(scene.await(arn, Duration.ofSeconds(20)), scene.await(back, Duration.ofSeconds(20)));

        scene.pass(Duration.ofSeconds(20));

        assertThat(waits).allSatisfy(wait -> {
            assertThat(timeout(wait).lastStatusSince()).isNull();
            assertThat(timeout(wait).getMessage())
                    .contains("IN_PROGRESS seen since")
                    .doesNotContain("null");
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void aStepOfTheClockChangesNeitherWhenItComesNorWhatItTells(long days) {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        DeploymentWatcher watcher = scene.builder()
                .clock(() ->
                        NOON.plusNanos(scene.time.now(TimeUnit.NANOSECONDS)).plus(ahead.get()))
                .build();
        Wait known = new Wait(watcher.awaitOutcome(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2)));
        Wait shorter = new Wait(watcher.awaitOutcome(OutcomeClient.arn("b"), Duration.ofSeconds(20)));
        Wait unknown = new Wait(watcher.awaitOutcome(OutcomeClient.arn("b"), Duration.ofMinutes(2)));
        scene.pass(Duration.ofSeconds(15));

        ahead.set(Duration.ofDays(days));

        scene.pass(Duration.ofSeconds(5));
        Instant began = NOON.plus(ahead.get()); // as the clock would have said, had it been right
        assertThat(timeout(shorter).unknownSince()).isEqualTo(began);
        scene.pass(Duration.ofSeconds(10).minusMillis(1));
        assertThat(unknown.isOpen()).isTrue();
        scene.pass(Duration.ofMillis(1));
        assertThat(unknown.error())
                .isInstanceOf(ServiceDeploymentNotFoundException.class)
                .hasMessageContaining("30s ago");
        scene.pass(Duration.ofSeconds(90).minusMillis(1));
        assertThat(known.isOpen()).isTrue();
        scene.pass(Duration.ofMillis(1));
        assertThat(timeout(known).lastStatusSeenSince()).isEqualTo(began);
        assertThat(timeout(known).waited()).hasMinutes(2);
    }

    @Test
    void theLastErrorIsTheCauseIfTheLastLooksFailed() {
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2));
        Throwable error = OutcomeClient.error(503, "ServiceUnavailable");
        ecs.describeFault = arns -> error;

        scene.pass(Duration.ofMinutes(2));

        assertThat(timeout(wait)).hasCause(error).hasMessageContaining("looks failed with");
        assertThat(timeout(wait).lastState()).isNotNull();
    }

    @Test
    void anErrorThatWasOvercomeIsNoCause() {
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS), Duration.ofMinutes(2));
        ecs.describeFault = arns -> OutcomeClient.error(503, "ServiceUnavailable");
        scene.pass(Duration.ofSeconds(30));
        ecs.describeFault = arns -> null;

        scene.pass(Duration.ofSeconds(90));

        assertThat(timeout(wait)).hasNoCause();
    }

    @Test
    void oneThatWasNeverSeenSaysSo() {
        ecs.describeFault = arns -> OutcomeClient.error(503, "ServiceUnavailable");
        Wait dark = scene.await(OutcomeClient.arn("a"), Duration.ofMinutes(2));
        scene.pass(Duration.ofMinutes(2));
        assertThat(timeout(dark)).hasMessageContaining("never seen");
        assertThat(timeout(dark).lastState()).isNull();
        assertThat(timeout(dark).lastStatusSince()).isNull();
        assertThat(ecs.lists).isEmpty();

        ecs.describeFault = arns -> null;
        assertThat(timeout(dark).lastStatusSeenSince()).isNull();
        assertThat(timeout(dark).unknownSince()).isNull();
        Wait unknown = scene.await(OutcomeClient.arn("b"), Duration.ofSeconds(8));
        scene.pass(Duration.ofSeconds(8));
        assertThat(timeout(unknown))
                .hasMessage(OutcomeClient.arn("b") + " was not over after 8s: ECS doesn't know it, asked since"
                        + " 2026-01-15T12:02:00Z");
        assertThat(timeout(unknown).unknownSince()).isEqualTo(NOON.plusSeconds(120));

        Wait gone = scene.await(ecs.put("c", IN_PROGRESS), Duration.ofMinutes(1));
        scene.pass(Duration.ofSeconds(15));
        ecs.deployments.clear();
        scene.pass(Duration.ofSeconds(45));
        assertThat(timeout(gone))
                .hasMessageContaining("IN_PROGRESS")
                .hasMessageContaining("ECS doesn't know it any more");
        assertThat(timeout(gone).unknownSince()).isEqualTo(NOON.plusSeconds(148));
    }

    @Test
    void eachWaitHasItsOwnTimeout() {
        String arn = ecs.put("a", IN_PROGRESS);
        Wait shorter = scene.await(arn, Duration.ofSeconds(15));
        Wait longer = scene.await(arn, Duration.ofSeconds(25));

        scene.pass(Duration.ofSeconds(15));
        assertThat(timeout(shorter).waited()).hasSeconds(15);
        assertThat(longer.isOpen()).isTrue();
        scene.pass(Duration.ofSeconds(10));
        assertThat(timeout(longer).waited()).hasSeconds(25);
    }

    @Test
    void byDefaultItIsAnHour() {
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS));

        scene.pass(Duration.ofHours(1).minusMillis(1));
        assertThat(wait.isOpen()).isTrue();
        scene.pass(Duration.ofMillis(1));

        assertThat(timeout(wait).waited()).hasHours(1);
    }

    @Test
    void anOutcomeThatIsKnownWhenTheTimeIsUpIsTheOutcome() {
        String first = ecs.put("a", IN_PROGRESS);
        String second = ecs.put("b", IN_PROGRESS);
        // Time passes between two outcomes of one answer.
        Disposable other = scene.watcher.awaitOutcome(first).subscribe(outcome -> scene.pass(Duration.ofMinutes(2)));
        Wait wait = scene.await(second, Duration.ofMinutes(2));
        scene.pass(Duration.ofSeconds(5));
        ecs.holdsDescribes = true;
        ecs.put("a", SUCCESSFUL);
        ecs.put("b", SUCCESSFUL);
        scene.pass(Duration.ofSeconds(10));

        ecs.release();
        scene.pass(Duration.ofMinutes(2));

        assertThat(wait.outcome().isSuccess()).isTrue();
        other.dispose();
    }
}
