package dev.deployflux.simulator;

import static dev.deployflux.simulator.TrueDeployment.PauseEnd.CONTINUED;
import static dev.deployflux.simulator.TrueDeployment.PauseEnd.ROLLED_BACK;
import static dev.deployflux.simulator.TrueDeployment.PauseEnd.STOPPED;
import static dev.deployflux.simulator.TrueDeployment.PauseEnd.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.ROLLBACK;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRE_PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookTargetType;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** A rollout that waits for somebody to say go. */
class PauseTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);
    private static final Duration HOUR = Duration.ofHours(1);

    private EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final Instant start = ecs.clock().instant();
    private SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPauseHoldsTheRolloutUntilSomebodySaysGo(boolean inMemory) {
        ecs.close();
        ecs = EcsSimulator.builder().inMemory(inMemory).start();
        web = ecs.cluster("prod").service("web");
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseAt(POST_TEST_TRAFFIC_SHIFT));

        DeploymentLifecycleHookDetail hook = hook(arn);
        assertThat(hook.hookId()).matches("ecs-pause-[A-Za-z0-9_-]{43}");
        assertThat(hook.targetType()).isEqualTo(DeploymentLifecycleHookTargetType.PAUSE);
        assertThat(hook.targetArn()).isNull();
        assertThat(hook.status()).isEqualTo(DeploymentLifecycleHookStatus.AWAITING_ACTION);
        assertThat(hook.expiresAt()).isEqualTo(start.plusSeconds(500).plus(Duration.ofDays(1)));
        assertThat(hook.timeoutAction()).isEqualTo(ROLLBACK);

        ecs.clock().advance(HOUR);
        assertThat(describe(arn).lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT);
        assertThat(describe(arn).updatedAt()).isEqualTo(start.plusSeconds(500));
        assertThat(answer(arn, hook.hookId(), CONTINUE)).isEqualTo(arn);
        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.SUCCEEDED);

        ecs.clock().advance(Duration.ofSeconds(499));
        assertThat(web.status(arn)).isEqualTo(IN_PROGRESS);
        ecs.clock().advance(Duration.ofSeconds(1));
        assertThat(web.status(arn)).isEqualTo(SUCCESSFUL);
        assertThat(only().stages()).hasSize(10);
        assertThat(only().stages().get(6))
                .isEqualTo(new TrueDeployment.Stage(
                        "PRODUCTION_TRAFFIC_SHIFT",
                        start.plusSeconds(600).plus(HOUR).plusSeconds(50)));
        assertPause(hook.hookId(), 500, 600 + 3_600, CONTINUED);
    }

    @Test
    void itIsRolledBackWhenSomebodySaysSo() {
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        String hookId = hook(arn).hookId();

        answer(arn, hookId, ROLLBACK);

        assertThat(web.status(arn)).isEqualTo(ROLLBACK_REQUESTED);
        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.FAILED);
        ecs.clock().advance(StopType.ROLLBACK_ENDS);
        assertThat(web.status(arn)).isEqualTo(ROLLBACK_SUCCESSFUL);
        assertThat(describe(arn).rollback().reason()).isNotNull();
        assertPause(hookId, 500, 600, ROLLED_BACK);
    }

    @Test
    void whenItsTimeIsOverTheTimeoutActionIsTaken() {
        String back = paused(DeploymentScript.blueGreen(ROLLOUT, 2)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT, Duration.ofMinutes(10), ROLLBACK));
        ecs.clock().advance(Duration.ofSeconds(499));
        assertThat(web.status(back)).isEqualTo(IN_PROGRESS);
        ecs.clock().advance(Duration.ofSeconds(1));

        assertThat(web.status(back)).isEqualTo(ROLLBACK_IN_PROGRESS);
        assertThat(hook(back).status()).isEqualTo(DeploymentLifecycleHookStatus.TIMED_OUT);
        assertThat(describe(back).rollback().reason()).contains("timed out");
        ecs.clock().advance(Lifecycle.ROLLBACK_TAKES);
        assertThat(web.status(back)).isEqualTo(ROLLBACK_SUCCESSFUL);
        assertPause(hook(back).hookId(), 500, 1_100, TIMED_OUT);
    }

    @Test
    void orItGoesOnAndAllComesLater() {
        String on = paused(DeploymentScript.blueGreen(ROLLOUT, 2)
                .pauseAt(POST_SCALE_UP, Duration.ofMinutes(10), CONTINUE)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT, Duration.ofMinutes(20), CONTINUE));

        ecs.clock().advance(ROLLOUT.plusMinutes(30).minusSeconds(601));
        assertThat(web.status(on)).isEqualTo(IN_PROGRESS);
        ecs.clock().advance(Duration.ofSeconds(1));

        assertThat(web.status(on)).isEqualTo(SUCCESSFUL);
        assertThat(only().steps())
                .extracting(TrueDeployment.Step::status)
                .containsExactly(PENDING, IN_PROGRESS, SUCCESSFUL);
        assertThat(only().pauses())
                .extracting(pause -> Duration.between(start, pause.from()) + " "
                        + Duration.between(start, pause.until().orElseThrow()))
                .containsExactly("PT6M40S PT16M40S", "PT18M20S PT38M20S");
    }

    @Test
    void aHookWithoutExpiryWaitsForEver() {
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseWithoutExpiryAt(POST_TEST_TRAFFIC_SHIFT));
        ecs.clock().advance(Duration.ofDays(80));

        assertThat(hook(arn).expiresAt()).isNull();
        assertThat(hook(arn).timeoutAction()).isNull();
        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.AWAITING_ACTION);
        assertThat(only().pauses().get(0).until()).isEmpty();
        assertThat(only().pauses().get(0).stage()).hasValue("POST_TEST_TRAFFIC_SHIFT");
    }

    @Test
    void aPausedRolloutCanBeStopped() {
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        String hookId = hook(arn).hookId();

        ecs.client().stopServiceDeployment(r -> r.serviceDeploymentArn(arn)).join();

        assertThat(web.status(arn)).isEqualTo(ROLLBACK_REQUESTED);
        assertPause(hookId, 500, 600, STOPPED);
        assertThatThrownBy(() -> answer(arn, hookId, CONTINUE)).hasCauseInstanceOf(InvalidParameterException.class);
    }

    @Test
    void beforeTheShiftOfALinearRolloutItPausesEachTimeAtAStageThatTheSdkDoesNotKnow() {
        String arn = web.deploy(DeploymentScript.linear(ROLLOUT, 2, 50)
                .pauseAt(PRE_PRODUCTION_TRAFFIC_SHIFT)
                .build());
        for (int shift = 0; shift < 2; shift++) {
            ecs.clock().advance(HOUR);
            ServiceDeployment now = describe(arn);
            assertThat(now.lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION);
            assertThat(now.lifecycleStageAsString()).isEqualTo("PRE_PRODUCTION_TRAFFIC_SHIFT");
            assertThat(now.targetServiceRevision().requestedProductionTrafficWeight())
                    .isEqualTo(shift * 50);
            answer(arn, now.lifecycleHookDetails().get(shift).hookId(), CONTINUE);
        }
        ecs.clock().advance(HOUR);

        assertThat(web.status(arn)).isEqualTo(SUCCESSFUL);
        assertThat(only().pauses())
                .extracting(TrueDeployment.Pause::hookId)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void anEarlierAnswerStillShowsThePause() {
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        answer(arn, hook(arn).hookId(), CONTINUE);
        ecs.clock().advance(Duration.ofMinutes(1));
        ecs.faults().inject(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, Fault.stale(Duration.ofSeconds(61)));

        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.AWAITING_ACTION);
        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.SUCCEEDED);
    }

    /** Ten minutes into the rollout, by when it has come to its pause. */
    private String paused(RolloutBuilder rollout) {
        String arn = web.deploy(rollout.build());
        ecs.clock().advance(Duration.ofMinutes(10));
        return arn;
    }

    private void assertPause(String hookId, int from, int until, TrueDeployment.PauseEnd end) {
        assertThat(only().pauses()).singleElement().satisfies(pause -> {
            assertThat(pause.hookId()).isEqualTo(hookId);
            assertThat(pause.from()).isEqualTo(start.plusSeconds(from));
            assertThat(pause.until()).hasValue(start.plusSeconds(until));
            assertThat(pause.end()).hasValue(end);
        });
    }

    private TrueDeployment only() {
        assertThat(ecs.truth()).hasSize(1);
        return ecs.truth().get(0);
    }

    private DeploymentLifecycleHookDetail hook(String arn) {
        return describe(arn).lifecycleHookDetails().get(0);
    }

    private ServiceDeployment describe(String arn) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }

    private String answer(String arn, String hookId, @Nullable DeploymentLifecycleHookAction action) {
        return ecs.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(arn).hookId(hookId).action(action))
                .join()
                .serviceDeploymentArn();
    }
}
