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
import dev.deployflux.simulator.RolloutBuilder;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** What a watch tells of a rollout, in virtual time: 1,000 seconds, looked at every ten. */
class RolloutWatchTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();
    private Listener listener = prod.listen("web");

    @AfterEach
    void stop() {
        listener.cancel();
        prod.close();
    }

    private String deploy(RolloutBuilder rollout) {
        return prod.service("web").deploy(rollout.build());
    }

    private void answer(AwaitingAction awaited, DeploymentLifecycleHookAction action) {
        prod.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(awaited.action().deploymentArn())
                                .hookId(awaited.hookId())
                                .action(action))
                .join();
    }

    private List<String> stages() {
        return stages(listener);
    }

    private static List<String> stages(Listener listener) {
        List<String> stages = new ArrayList<>();
        for (Progressed progressed : listener.of(Progressed.class)) {
            String stage = String.valueOf(progressed.progress().stage());
            if (stages.isEmpty() || !stages.get(stages.size() - 1).equals(stage)) {
                stages.add(stage);
            }
        }
        return stages;
    }

    private List<String> told() {
        return listener.events.stream()
                .filter(event -> event instanceof DeploymentEvent.OfDeployment
                        || event instanceof AwaitingAction
                        || event instanceof AwaitingEnded)
                .map(event -> event.getClass().getSimpleName()
                        + (event instanceof DeploymentEvent.OfDeployment news
                                ? " " + news.deployment().statusAsString()
                                : event instanceof AwaitingEnded ended ? " " + ended.hookStatus() : ""))
                .toList();
    }

    @Test
    void aBlueGreenRolloutGoesThroughItsStagesInOrder() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4));

        prod.pass(Duration.ofMinutes(20));

        assertThat(stages())
                .containsExactly(
                        "null",
                        "RECONCILE_SERVICE",
                        "PRE_SCALE_UP",
                        "SCALE_UP",
                        "POST_SCALE_UP",
                        "TEST_TRAFFIC_SHIFT",
                        "POST_TEST_TRAFFIC_SHIFT",
                        "PRODUCTION_TRAFFIC_SHIFT",
                        "POST_PRODUCTION_TRAFFIC_SHIFT",
                        "BAKE_TIME",
                        "CLEAN_UP");
        assertThat(listener.of(Progressed.class))
                .allSatisfy(each -> assertThat(each.stagesNotObserved()).isEmpty())
                .extracting(each -> each.progress().runningTasks())
                .contains(0, 1, 2, 3, 4)
                .isSorted();
        assertThat(listener.deployments()).endsWith("Changed SUCCESSFUL");
        assertThat(listener.events.indexOf(listener.of(Progressed.class).get(stagesTold() - 1)))
                .as("nothing is at a stage that is over")
                .isLessThan(listener.events.indexOf(
                        listener.of(DeploymentEvent.Changed.class).get(1)));
    }

    private int stagesTold() {
        return listener.of(Progressed.class).size();
    }

    @Test
    void whatOnlyCountsOnIsToldEveryHalfMinuteAtMost() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 20)); // a task more every ten seconds, from 200 to 400 seconds

        prod.pass(Duration.ofSeconds(250));
        listener.take();
        prod.pass(Duration.ofSeconds(140));

        assertThat(stages()).containsExactly("SCALE_UP");
        assertThat(listener.of(Progressed.class)).hasSizeBetween(4, 5);
    }

    @Test
    void stagesThatNobodySawAreMarked() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4));
        prod.pass(Duration.ofSeconds(250)); // it is at SCALE_UP
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.throttled()).always());
        prod.pass(Duration.ofSeconds(310));
        prod.ecs.faults().clear();
        listener.take();

        prod.pass(Duration.ofMinutes(4));

        Progressed next = listener.of(Progressed.class).get(0);
        assertThat(next.stage()).isEqualTo(ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT);
        assertThat(next.stagesNotObserved())
                .containsExactly(
                        ServiceDeploymentLifecycleStage.POST_SCALE_UP,
                        ServiceDeploymentLifecycleStage.TEST_TRAFFIC_SHIFT,
                        ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT);
    }

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
    void alarmsAndFailuresOfTasksAreTold() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4)
                .failedTasks(2, 10)
                .alarmAt(ServiceDeploymentLifecycleStage.BAKE_TIME, "errors"));

        prod.pass(Duration.ofMinutes(40));

        assertThat(listener.of(Progressed.class))
                .extracting(each -> each.progress().failedTasks())
                .contains(0, 1, 2);
        assertThat(listener.of(Progressed.class))
                .extracting(each -> each.progress().failureThreshold())
                .contains(10);
        assertThat(listener.of(Progressed.class))
                .extracting(each -> each.progress().triggeredAlarms())
                .contains(List.of("errors"));
    }

    @Test
    void aLinearRolloutComesBackToItsShiftAtEachStep() {
        deploy(DeploymentScript.linear(ROLLOUT, 4, 25));

        prod.pass(Duration.ofMinutes(20));

        assertThat(listener.of(Progressed.class))
                .extracting(each -> each.progress().productionTrafficWeight())
                .contains(25.0, 50.0, 75.0, 100.0)
                .isSorted();
        assertThat(stages()).endsWith("POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP");
    }

    @Test
    void aStageThatTheSdkDoesNotKnowIsToldByItsName() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4));
        prod.pass(Duration.ofSeconds(450));
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.unknownStage("QUANTUM_SHIFT")).times(6));
        prod.pass(Duration.ofMinutes(20));

        assertThat(listener.of(Progressed.class))
                .filteredOn(each -> "QUANTUM_SHIFT".equals(each.progress().stage()))
                .hasSizeGreaterThanOrEqualTo(1)
                .allSatisfy(each ->
                        assertThat(each.stage()).isEqualTo(ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION));
        assertThat(stages()).endsWith("CLEAN_UP").doesNotHaveDuplicates();
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
    void olderDescriptionsBringNothing() {
        deploy(DeploymentScript.blueGreen(ROLLOUT, 4)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT, Duration.ofMinutes(5), CONTINUE));
        for (int i = 0; i < 60; i++) {
            if (i % 2 == 0) {
                prod.ecs
                        .faults()
                        .inject(
                                DESCRIBE_SERVICE_DEPLOYMENTS,
                                FaultRule.of(Fault.stale(Duration.ofSeconds(20 + i)))
                                        .times(2));
            }
            prod.pass(Duration.ofSeconds(30));
        }

        assertThat(stages()).doesNotHaveDuplicates().endsWith("CLEAN_UP");
        assertThat(listener.of(AwaitingAction.class)).hasSize(1);
        assertThat(listener.of(AwaitingEnded.class)).hasSize(1);
        assertThat(listener.deployments()).containsExactly("Seen PENDING", "Changed IN_PROGRESS", "Changed SUCCESSFUL");
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
