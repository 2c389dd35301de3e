package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Rollouts of the shop that ask, and are answered. */
class ApprovalsTest {

    private static final Duration ROLLOUT = Duration.ofMinutes(10);

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final SimulatedService service = ecs.cluster("prod").service(ShopScripts.ASKS);
    private final Approvals approvals = new Approvals(ecs.client(), ecs.clock());
    private final String arn = service.deploy(ShopScripts.successful(ShopScripts.ASKS, ROLLOUT));

    ApprovalsTest() {
        approvals.expect(arn, ShopScripts.asksAfter(ROLLOUT));
    }

    @AfterEach
    void close() {
        ecs.close();
    }

    private ServiceDeploymentStatus statusAfter(Duration duration) {
        ecs.clock().advance(duration);
        approvals.answer().block();
        return service.status(arn);
    }

    @Test
    void aRolloutThatAsksGoesOnAfterFiveMinutes() {
        assertThat(statusAfter(Duration.ofMinutes(10).minusSeconds(1))).isEqualTo(ServiceDeploymentStatus.IN_PROGRESS);
        assertThat(ecs.calls().all()).isEmpty();

        assertThat(statusAfter(Duration.ofSeconds(1))).isEqualTo(ServiceDeploymentStatus.IN_PROGRESS);

        assertThat(statusAfter(Duration.ofMinutes(5))).isEqualTo(ServiceDeploymentStatus.SUCCESSFUL);
        assertThat(ecs.calls().all()).hasSize(2);
    }

    @Test
    void anAnswerThatFailsIsGivenAgain() {
        ecs.faults().inject(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, Fault.accessDenied());
        statusAfter(Duration.ofMinutes(10));

        assertThat(statusAfter(Duration.ZERO)).isEqualTo(ServiceDeploymentStatus.IN_PROGRESS);

        assertThat(statusAfter(Duration.ofMinutes(5))).isEqualTo(ServiceDeploymentStatus.SUCCESSFUL);
    }

    @Test
    void withoutAnAnswerItRollsBack() {
        ecs.clock().advance(Duration.ofHours(1));

        assertThat(service.status(arn)).isEqualTo(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL);
    }
}
