package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** What a watch tells of the stages of a rollout. */
class RolloutWatchTest extends RolloutScene {

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

    private int stagesTold() {
        return listener.of(Progressed.class).size();
    }
}
