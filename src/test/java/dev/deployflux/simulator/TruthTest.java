package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

class TruthTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final EcsSimulator ecs = EcsSimulator.start();
    private final Instant start = ecs.clock().instant();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void tellsTheStepsUpToNowAndSinceWhen() {
        String arn = web.deploy(DeploymentScript.rollback(MINUTE, "alarm"));
        assertThat(only().steps()).containsExactly(step(PENDING, 0));

        ecs.clock().advance(Duration.ofSeconds(30));

        assertThat(only().steps())
                .containsExactly(step(PENDING, 0), step(IN_PROGRESS, 6), step(ROLLBACK_IN_PROGRESS, 30));
        assertThat(only().status()).isEqualTo(ROLLBACK_IN_PROGRESS);
        assertThat(only().arn()).isEqualTo(arn);
        assertThat(only().createdAt()).isEqualTo(start);
        assertThat(only().serviceDeletedAt()).isEmpty();
    }

    @Test
    void aFirstStepAtZeroLeavesNoPending() {
        web.deploy(DeploymentScript.builder()
                .at(Duration.ZERO, IN_PROGRESS)
                .at(MINUTE, IN_PROGRESS, "still")
                .at(MINUTE.multipliedBy(2), SUCCESSFUL)
                .build());
        ecs.clock().advance(Duration.ofHours(1));

        assertThat(only().steps()).containsExactly(step(IN_PROGRESS, 0), step(SUCCESSFUL, 120));
    }

    @Test
    void aStoppedDeploymentHasTheLifeThatItWasTurnedTo() {
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(Duration.ofSeconds(20));
        ecs.client().stopServiceDeployment(r -> r.serviceDeploymentArn(arn)).join();
        ecs.clock().advance(Duration.ofHours(1));

        assertThat(only().steps())
                .containsExactly(
                        step(PENDING, 0),
                        step(IN_PROGRESS, 6),
                        step(ROLLBACK_REQUESTED, 20),
                        step(ROLLBACK_IN_PROGRESS, 25),
                        step(ROLLBACK_SUCCESSFUL, 55));
    }

    @Test
    void aStaleAnswerOfAStoppedDeploymentIsTrueOfItsTime() {
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(Duration.ofSeconds(20));
        ecs.client().stopServiceDeployment(r -> r.serviceDeploymentArn(arn)).join();
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.stale(Duration.ofSeconds(18)));

        assertThat(ecs.client()
                        .listServiceDeployments(r -> r.cluster("prod").service("web"))
                        .join()
                        .serviceDeployments())
                .singleElement()
                .extracting(row -> row.status())
                .isEqualTo(PENDING);
    }

    @Test
    void aDeletedServiceIsRememberedUpToItsEndAndCountsAnewWhenItIsBack() {
        String before = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(Duration.ofSeconds(10));
        web.delete();
        ecs.clock().advance(MINUTE);
        web.delete();
        String after = ecs.cluster("prod").service("web").deploy(DeploymentScript.successful(MINUTE));

        List<TrueDeployment> truth = ecs.truth();

        assertThat(truth).extracting(TrueDeployment::arn).containsExactly(before, after);
        assertThat(truth).extracting(TrueDeployment::cluster).containsOnly("prod");
        assertThat(truth).extracting(TrueDeployment::service).containsOnly("web");
        assertThat(truth.get(0).serviceDeletedAt()).hasValue(start.plusSeconds(10));
        assertThat(truth.get(0).steps()).containsExactly(step(PENDING, 0), step(IN_PROGRESS, 6));
        assertThat(truth.get(1).serviceDeletedAt()).isEmpty();
    }

    @Test
    void aDeploymentAddedAsItIsHasOneStep() {
        web.add(SimulatedDeployment.builder().createdAt(start).status(STOPPED).build());

        assertThat(only().steps()).containsExactly(step(STOPPED, 0));
    }

    @Test
    void everyDeploymentOfAHistoryEndsInItsStatus() {
        web.history(100);

        assertThat(ecs.truth()).hasSize(100).allSatisfy(deployment -> assertThat(deployment.status())
                .isEqualTo(web.status(deployment.arn())));
    }

    private TrueDeployment only() {
        List<TrueDeployment> truth = ecs.truth();
        assertThat(truth).hasSize(1);
        return truth.get(0);
    }

    private TrueDeployment.Step step(ServiceDeploymentStatus status, int seconds) {
        return new TrueDeployment.Step(status, start.plusSeconds(seconds));
    }
}
