package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.ROLLBACK;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** Who waits, and whom an answer reaches. */
class PauseAnswersTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);
    private static final Duration HOUR = Duration.ofHours(1);

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final Instant start = ecs.clock().instant();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aScriptOfYourOwnMayPause() {
        String arn = web.deploy(DeploymentScript.builder()
                .at(Duration.ZERO, IN_PROGRESS)
                .stage(Duration.ofSeconds(10), ServiceDeploymentLifecycleStage.SCALE_UP)
                .tasks(Duration.ofSeconds(10), 3, 1, 2)
                .traffic(Duration.ofSeconds(10), 20, 10)
                .circuitBreaker(Duration.ofSeconds(10), 1, 3)
                .alarms(Duration.ofSeconds(10), List.of("5xx"), List.of("5xx"))
                .pause(Duration.ofSeconds(10), HOUR, CONTINUE)
                .at(Duration.ofSeconds(20), SUCCESSFUL)
                .build());
        ecs.clock().advance(Duration.ofSeconds(10));

        ServiceDeployment now = describe(arn);
        assertThat(now.targetServiceRevision().pendingTaskCount()).isEqualTo(2);
        assertThat(now.targetServiceRevision().requestedTestTrafficWeight()).isEqualTo(20);
        assertThat(now.deploymentCircuitBreaker().failureCount()).isEqualTo(1);
        assertThat(now.alarms().triggeredAlarmNames()).containsExactly("5xx");
        answer(arn, hook(arn).hookId(), null);
        ecs.clock().advance(Duration.ofSeconds(10));
        assertThat(web.status(arn)).isEqualTo(SUCCESSFUL);
        assertThat(describe(arn).targetServiceRevision().runningTaskCount()).isEqualTo(3);
    }

    @Test
    void anAddedDeploymentMayAwaitAnActionToo() {
        String arn = web.add(SimulatedDeployment.builder()
                        .createdAt(start)
                        .status(IN_PROGRESS)
                        .lifecycleStage("SOAK")
                        .tasks(5, 4, 1)
                        .pause("hook-7", start, null, ROLLBACK)
                        .build())
                .get(0);

        assertThat(describe(arn).lifecycleStageAsString()).isEqualTo("SOAK");
        assertThat(describe(arn).targetServiceRevision().runningTaskCount()).isEqualTo(4);
        answer(arn, "hook-7", CONTINUE);
        assertThat(hook(arn).status()).isEqualTo(DeploymentLifecycleHookStatus.SUCCEEDED);
    }

    @Test
    void onlyTheHookThatWaitsCanBeAnswered() {
        String arn = paused(DeploymentScript.blueGreen(ROLLOUT, 2).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        String hookId = hook(arn).hookId();

        assertThatThrownBy(() -> answer(arn, hookId + "x", CONTINUE))
                .hasCauseInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> answer(arn + "x", hookId, CONTINUE))
                .hasCauseInstanceOf(ServiceDeploymentNotFoundException.class);
        assertThatThrownBy(() -> ecs.client()
                        .continueServiceDeployment(
                                r -> r.serviceDeploymentArn(arn).hookId(hookId).action("PERHAPS"))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> ecs.client()
                        .continueServiceDeployment(r -> r.serviceDeploymentArn(arn))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class);
        answer(arn, hookId, CONTINUE);
        assertThatThrownBy(() -> answer(arn, hookId, CONTINUE)).hasCauseInstanceOf(InvalidParameterException.class);
    }

    @Test
    void pausesThatCannotBeAreRefused() {
        RolloutBuilder rollout = DeploymentScript.blueGreen(ROLLOUT, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rollout.pauseAt(POST_SCALE_UP, Duration.ZERO, CONTINUE))
                .withMessageContaining("14 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rollout.pauseAt(POST_SCALE_UP, Duration.ofDays(15), CONTINUE))
                .withMessageContaining("14 days");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> rollout.pauseAt(POST_SCALE_UP, HOUR, DeploymentLifecycleHookAction.fromValue("PERHAPS")))
                .withMessageContaining("CONTINUE");
    }

    /** Ten minutes into the rollout, by when it has come to its pause. */
    private String paused(RolloutBuilder rollout) {
        String arn = web.deploy(rollout.build());
        ecs.clock().advance(Duration.ofMinutes(10));
        return arn;
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
