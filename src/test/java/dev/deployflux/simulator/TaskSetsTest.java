package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.TaskSet;

/** Services that ECS doesn't deploy itself: they have task sets, and no service deployment ever. */
class TaskSetsTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void codeDeployReplacesOneTaskSetByAnother() {
        web.codeDeploy();
        String blue = described().taskSets().get(0).id();
        assertThat(sets()).containsExactly(blue + " PRIMARY STEADY_STATE 2");

        String green = web.replaceTaskSet(HUNDRED_SECONDS);
        assertThat(green).matches("ecs-svc/\\d{19}").isNotEqualTo(blue);
        assertThat(sets()).containsExactly(blue + " PRIMARY STEADY_STATE 2", green + " ACTIVE STABILIZING 0");
        pass(40);
        assertThat(sets()).containsExactly(blue + " PRIMARY STEADY_STATE 2", green + " ACTIVE STEADY_STATE 2");
        assertThat(described().runningCount()).isEqualTo(4);
        pass(10);
        assertThat(sets()).containsExactly(blue + " ACTIVE STEADY_STATE 2", green + " PRIMARY STEADY_STATE 2");
        pass(25);
        assertThat(sets()).containsExactly(blue + " DRAINING STEADY_STATE 2", green + " PRIMARY STEADY_STATE 2");
        pass(25);
        assertThat(sets()).containsExactly(green + " PRIMARY STEADY_STATE 2");
        assertThat(described().runningCount()).isEqualTo(2);
    }

    @Test
    void aTaskSetTellsWhoseItIs() {
        web.codeDeploy();
        TaskSet set = described().taskSets().get(0);

        assertThat(set.taskSetArn()).isEqualTo(web.arn().replace(":service/", ":task-set/") + "/" + set.id());
        assertThat(set.serviceArn()).isEqualTo(web.arn());
        assertThat(set.clusterArn()).isEqualTo(web.cluster().arn());
        assertThat(set.startedBy()).isEqualTo("CODE_DEPLOY");
        assertThat(set.externalId()).matches("d-[0-9A-F]{9}");
        assertThat(set.scale().value()).isEqualTo(100);
    }

    @Test
    void itHasNoDeploymentsOfEitherKind() {
        web.codeDeploy();
        web.replaceTaskSet(HUNDRED_SECONDS);
        SimulatedService api = ecs.cluster("prod").service("api").external();

        assertThat(described().deploymentController().type()).isEqualTo(DeploymentControllerType.CODE_DEPLOY);
        assertThat(described().hasDeployments()).isTrue();
        assertThat(described().deployments()).isEmpty();
        assertThat(described().currentServiceDeployment()).isNull();
        assertThat(ecs.client()
                        .listServiceDeployments(r -> r.cluster("prod").service("web"))
                        .join()
                        .serviceDeployments())
                .isEmpty();
        assertThatThrownBy(() -> api.deploy(DeploymentScript.successful(HUNDRED_SECONDS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("replaceTaskSet");
        assertThatThrownBy(() -> api.history(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherControllerHasTaskSetsToo() {
        web.external();
        web.replaceTaskSet(HUNDRED_SECONDS);

        assertThat(described().deploymentController().type()).isEqualTo(DeploymentControllerType.EXTERNAL);
        assertThat(described().taskSets()).hasSize(2).allMatch(set -> set.startedBy() == null);
    }

    @Test
    void itsEventsNameTheTaskSet() {
        web.codeDeploy();
        String blue = described().taskSets().get(0).id();
        String green = web.replaceTaskSet(HUNDRED_SECONDS);
        pass(100);

        assertThat(described().events())
                .extracting(event -> event.message().replaceAll("tasks: .*", "tasks."))
                .containsExactly(
                        "(service web) has reached a steady state.",
                        "(service web, taskSet %s) has stopped 2 running tasks.".formatted(blue),
                        "(service web, taskSet %s) has begun draining connections on 2 tasks.".formatted(blue),
                        "(service web, taskSet %s) has reached a steady state.".formatted(green),
                        "(service web, taskSet %s) has started 2 tasks.".formatted(green));
    }

    @Test
    void scalingChangesTheTaskSet() {
        web.codeDeploy().scale(5);
        pass(30);

        assertThat(described().taskSets())
                .extracting(TaskSet::computedDesiredCount)
                .containsExactly(5);
        assertThat(described().runningCount()).isEqualTo(5);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> web.replaceTaskSet(HUNDRED_SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("codeDeploy()");
        web.codeDeploy().replaceTaskSet(HUNDRED_SECONDS);
        assertThatThrownBy(() -> web.replaceTaskSet(HUNDRED_SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for that");
        assertThatThrownBy(web::external).isInstanceOf(IllegalStateException.class);
    }

    private void pass(int seconds) {
        ecs.clock().advance(Duration.ofSeconds(seconds));
    }

    private List<String> sets() {
        return described().taskSets().stream()
                .map(set -> "%s %s %s %d"
                        .formatted(set.id(), set.status(), set.stabilityStatusAsString(), set.runningCount()))
                .toList();
    }

    private Service described() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0);
    }
}
