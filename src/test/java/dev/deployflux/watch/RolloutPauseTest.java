package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.ROLLBACK;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** What a watch tells of a rollout that waits for somebody. */
class RolloutPauseTest extends RolloutScene {

    @Test
    void aPauseIsToldOnceAndSoIsItsEnd() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofHours(2));

        AwaitingAction awaited = listener.of(AwaitingAction.class).get(0);
        assertThat(listener.of(AwaitingAction.class)).hasSize(1);
        assertThat(awaited.action().stage()).isEqualTo("POST_TEST_TRAFFIC_SHIFT");
        assertThat(awaited.action().timeoutAction()).isEqualTo(ROLLBACK);
        assertThat(awaited.expiresAt())
                .isEqualTo(Objects.requireNonNull(awaited.action().since()).plus(Duration.ofDays(1)));

        answer(awaited, CONTINUE);
        prod.pass(Duration.ofMinutes(10));

        assertThat(told())
                .containsExactly(
                        "Seen PENDING",
                        "Changed IN_PROGRESS",
                        "AwaitingAction",
                        "AwaitingEnded SUCCEEDED",
                        "Changed SUCCESSFUL");
    }

    @Test
    void theEndOfAPauseComesBeforeTheRollbackThatItIsTheReasonOf() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofMinutes(10));

        answer(listener.of(AwaitingAction.class).get(0), ROLLBACK);
        prod.pass(Duration.ofMinutes(20));

        assertThat(told())
                .containsSubsequence("AwaitingAction", "AwaitingEnded FAILED", "Changed ROLLBACK_SUCCESSFUL")
                .filteredOn(text -> text.startsWith("Awaiting"))
                .hasSize(2);
    }

    @Test
    void aPauseWhoseTimeIsUpHasEnded() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT, Duration.ofHours(1), CONTINUE));

        prod.pass(Duration.ofHours(2));

        assertThat(told()).containsSubsequence("AwaitingAction", "AwaitingEnded TIMED_OUT", "Changed SUCCESSFUL");
    }

    @Test
    void aPauseWithoutExpiryWaitsForEver() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseWithoutExpiryAt(POST_TEST_TRAFFIC_SHIFT));

        prod.pass(Duration.ofHours(26), MINUTE);

        assertThat(listener.of(AwaitingAction.class)).hasSize(1).allSatisfy(awaited -> assertThat(awaited.expiresAt())
                .isNull());
        assertThat(listener.of(AwaitingEnded.class)).isEmpty();
    }

    @Test
    void twoPausesOneAfterAnotherAreTwo() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_SCALE_UP).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofMinutes(10));
        answer(listener.of(AwaitingAction.class).get(0), CONTINUE);
        prod.pass(Duration.ofMinutes(10));
        answer(listener.of(AwaitingAction.class).get(1), CONTINUE);
        prod.pass(Duration.ofMinutes(20));

        assertThat(told())
                .containsSubsequence(
                        "AwaitingAction",
                        "AwaitingEnded SUCCEEDED",
                        "AwaitingAction",
                        "AwaitingEnded SUCCEEDED",
                        "Changed SUCCESSFUL");
        assertThat(listener.of(AwaitingAction.class))
                .extracting(AwaitingAction::hookId)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatPausesGoesOnAndRollsBackBetweenTwoLooksIsToldAtItsEndAlone() {
        String arn = deploy(DeploymentScript.blueGreen(ROLLOUT, 4)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT)
                .alarmAt(ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT, "errors"));
        prod.pass(Duration.ofMinutes(7));
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang())
                                .when(call -> call.arns().contains(arn))
                                .always());
        prod.pass(Duration.ofMinutes(3));
        String hook = prod.ecs.truth().get(0).pauses().get(0).hookId();
        prod.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(arn).hookId(hook).action(CONTINUE))
                .join();
        prod.pass(Duration.ofMinutes(20));

        assertThat(told())
                .startsWith("Seen PENDING", "Changed IN_PROGRESS")
                .endsWith("Changed ROLLBACK_SUCCESSFUL")
                .noneMatch(text -> text.startsWith("Awaiting"));
    }

    @Test
    void aStatusThatTheSdkDoesNotKnowSilencesNoPause() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofMinutes(5));
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.unknownStatus("BAKING")).times(1));

        prod.pass(Duration.ofHours(1));

        assertThat(listener.deployments()).endsWith("Changed BAKING");
        assertThat(listener.of(AwaitingAction.class)).hasSize(1);
    }

    @Test
    void whoComesLateHearsOfThePauseThatIsOpen() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofHours(1));

        Listener late = prod.listen("web");
        prod.pass(Duration.ofSeconds(20));

        assertThat(late.of(AwaitingAction.class)).hasSize(1);
        assertThat(stages(late)).containsExactly("POST_TEST_TRAFFIC_SHIFT");
        late.cancel();
    }

    @Test
    void aServiceThatLeavesEndsItsWaits() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT));
        prod.pass(Duration.ofHours(1));
        listener.cancel();
        listener = prod.listenThenLeave("web", Duration.ofMinutes(1));

        prod.pass(Duration.ofMinutes(20));

        assertThat(told())
                .containsExactly("Seen IN_PROGRESS", "AwaitingAction", "AwaitingEnded null", "Removed IN_PROGRESS");
    }
}
