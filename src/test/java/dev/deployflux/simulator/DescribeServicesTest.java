package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceCurrentRevisionSummary;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;

/** What a described service shows of its deployments, and what it hides. */
class DescribeServicesTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    private void restart(EcsSimulatorBuilder builder) {
        ecs.close();
        ecs = builder.inMemory(true).start();
        web = ecs.cluster("prod").service("web");
    }

    @Test
    void aRollingUpdateIsPrimaryBesideTheActiveOneThatItReplaces() {
        web.history(1);
        String old = described().deployments().get(0).id();
        assertThat(deployments()).containsExactly(old + " PRIMARY COMPLETED 2/2");

        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        String young = described().deployments().get(0).id();
        assertThat(young).matches("ecs-svc/\\d{19}").isNotEqualTo(old);
        assertThat(deployments()).containsExactly(young + " PRIMARY IN_PROGRESS 0/2", old + " ACTIVE COMPLETED 2/2");
        assertThat(described().deployments().get(0).rolloutStateReason())
                .isEqualTo("ECS deployment %s in progress.", young);
        pass(50);
        assertThat(deployments()).containsExactly(young + " PRIMARY IN_PROGRESS 1/2", old + " ACTIVE COMPLETED 1/1");
        assertThat(described().runningCount()).isEqualTo(2);
        assertThat(described().pendingCount()).isEqualTo(1);
        pass(50);
        assertThat(deployments()).containsExactly(young + " PRIMARY COMPLETED 2/2");
        assertThat(described().deployments().get(0).updatedAt())
                .isEqualTo(ecs.clock().instant());
        assertThat(described().deploymentController().type()).isEqualTo(DeploymentControllerType.ECS);
        assertThat(described().hasTaskSets()).isFalse();
    }

    @Test
    void afterARollbackTheFailedIdIsGoneAndTheOldOneIsBack() {
        web.history(1);
        List<String> before = deployments();
        String old = described().deployments().get(0).id();
        String arn = web.deploy(DeploymentScript.rollback(HUNDRED_SECONDS, DeploymentHistory.BREAKER));
        String failed = described().deployments().get(0).id();

        pass(60);
        assertThat(deployments()).containsExactly(old + " PRIMARY IN_PROGRESS 1/1", failed + " ACTIVE FAILED 1/0");
        assertThat(described().deployments())
                .extracting(each -> each.rolloutStateReason())
                .containsExactly(
                        "ECS deployment circuit breaker: rolling back to deploymentId %s.".formatted(old),
                        "ECS deployment circuit breaker: tasks failed to start.");
        pass(40);
        assertThat(deployments()).isEqualTo(before);
        assertThat(described().currentServiceDeployment()).isEqualTo(arn);
    }

    @Test
    void theFirstDeploymentHasNothingToGoBackTo() {
        web.deploy(DeploymentScript.rollback(HUNDRED_SECONDS, "alarm"));
        pass(100);

        assertThat(described().deployments()).singleElement().satisfies(only -> {
            assertThat(only.status()).isEqualTo("PRIMARY");
            assertThat(only.rolloutStateAsString()).isEqualTo("FAILED");
            assertThat(only.rolloutStateReason()).isEqualTo("ECS deployment failed: alarm");
        });
    }

    @Test
    void aRequestToStopDoesNotShow() {
        web.history(1);
        for (StopServiceDeploymentStopType type : StopServiceDeploymentStopType.knownValues()) {
            String arn = web.deploy(DeploymentScript.endless(Duration.ofSeconds(1)));
            pass(1);
            List<String> before = deployments();
            assertThat(before.get(0)).endsWith("PRIMARY IN_PROGRESS 1/2");

            ecs.client()
                    .stopServiceDeployment(r -> r.serviceDeploymentArn(arn).stopType(type))
                    .join();
            assertThat(web.status(arn).toString()).endsWith("_REQUESTED");
            assertThat(deployments()).isEqualTo(before);
            pass(60);
            assertThat(deployments()).isNotEqualTo(before);
        }
    }

    @Test
    void oneThatWasOvertakenIsActiveUntilItIsOver() {
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        String first = described().deployments().get(0).id();
        pass(20);
        web.deploy(DeploymentScript.endless(Duration.ofSeconds(1)));

        assertThat(deployments()).contains(first + " ACTIVE IN_PROGRESS 1/2");
        pass(80);
        assertThat(deployments()).contains(first + " ACTIVE COMPLETED 1/1");
    }

    @Test
    void onlyRollingUpdatesHaveARolloutState() {
        web.history(1);
        web.deploy(DeploymentScript.blueGreen(HUNDRED_SECONDS, 3).build());
        assertThat(described().desiredCount()).isEqualTo(3);
        pass(40);

        assertThat(described().deployments())
                .extracting(each -> each.status() + " " + each.rolloutStateAsString() + " " + each.runningCount())
                .containsExactly("PRIMARY null 3", "ACTIVE null 3");
        assertThat(described().deploymentConfiguration().strategyAsString()).isEqualTo("BLUE_GREEN");
        pass(60);
        assertThat(described().deployments())
                .extracting(each -> each.status() + " " + each.rolloutStateAsString())
                .containsExactly("PRIMARY null");
    }

    @Test
    void whatIsCurrentLagsBehindAllElse() {
        restart(EcsSimulator.builder().currentDeploymentLag(Duration.ofSeconds(30)));
        String old = web.history(1).get(0);
        String young = web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        List<String> revisions = revisions();
        String primary = described().deployments().get(0).id();

        pass(29);
        assertThat(described().currentServiceDeployment()).isEqualTo(old);
        assertThat(revisions()).isEqualTo(revisions);
        assertThat(described().deployments().get(0).id()).isEqualTo(primary);
        pass(1);
        assertThat(described().currentServiceDeployment()).isEqualTo(young);
        pass(10);
        assertThat(revisions()).hasSize(2);
    }

    @Test
    void aDeletedServiceDrainsAndIsInactiveForAnHourAndThenMissing() {
        String arn = web.history(1).get(0);
        web.delete();

        assertThat(described().status()).isEqualTo("DRAINING");
        assertThat(described().runningCount()).isEqualTo(2);
        assertThat(described().desiredCount()).isZero();
        assertThat(described().currentServiceDeployment()).isEqualTo(arn);
        pass(30);
        assertThat(described().status()).isEqualTo("INACTIVE");
        assertThat(described().runningCount()).isZero();
        assertThat(described().deployments()).isEmpty();
        assertThat(described().currentServiceDeployment()).isNull();
        pass(3_569);
        assertThat(described().status()).isEqualTo("INACTIVE");
        pass(1);
        assertThat(describe().services()).isEmpty();
        assertThat(describe().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(web.arn());
            assertThat(failure.reason()).isEqualTo("MISSING");
        });
    }

    @Test
    void aServiceThatWasCreatedAgainIsActiveAtOnce() {
        restart(EcsSimulator.builder().inactiveServicesFor(Duration.ZERO));
        web.delete();
        assertThat(describe().failures()).hasSize(1);

        pass(10);
        ecs.cluster("prod").service("web");
        assertThat(described().status()).isEqualTo("ACTIVE");
        assertThat(described().createdAt()).isEqualTo(ecs.clock().instant());
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.stale(Duration.ofSeconds(15)));
        assertThat(describe().services()).isEmpty();
    }

    @Test
    void scalingIsNoDeployment() {
        web.history(1);
        List<String> before =
                List.of(described().currentServiceDeployment(), deployments().toString());

        web.scale(5);
        assertThat(counts()).isEqualTo("5 wanted, 2 running, 3 pending");
        pass(30);
        assertThat(counts()).isEqualTo("5 wanted, 5 running, 0 pending");
        assertThat(described().currentServiceDeployment()).isEqualTo(before.get(0));
        web.scale(1);
        assertThat(counts()).isEqualTo("1 wanted, 5 running, 0 pending");
        pass(30);
        assertThat(counts()).isEqualTo("1 wanted, 1 running, 0 pending");
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        assertThat(described().desiredCount()).isEqualTo(2);
        assertThatThrownBy(() -> web.scale(2)).hasMessageContaining("give another number");
    }

    @Test
    void anOldAnswerIsOfThatTime() {
        web.history(1);
        Service before = described();
        pass(10);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        web.scale(7);
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.stale(Duration.ofSeconds(10)));

        assertThat(described()).isEqualTo(before);
        assertThat(described()).isNotEqualTo(before);
    }

    @Test
    void servicesThatAreThereMayBeFailures() {
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.failures("MISSING", web.arn()));

        DescribeServicesResponse answer = describe();

        assertThat(answer.services()).isEmpty();
        assertThat(answer.failures()).hasSize(1);
        assertThat(ecs.calls().all().get(0).services()).containsExactly("web");
    }

    @Test
    void nullsMayBeAmongAllThatIsListed() {
        web.history(1);
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.nullRows());
        List<Service> services = describe().services();

        assertThat(services).hasSize(2).element(0).isNull();
        assertThat(services.get(1).deployments()).hasSize(2).element(0).isNull();
        assertThat(services.get(1).events()).hasSize(10).element(0).isNull();
        assertThat(services.get(1).currentServiceRevisions())
                .hasSize(2)
                .element(0)
                .isNull();
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.absentList());
        assertThat(describe().hasServices()).isFalse();
        ecs.faults().inject(DESCRIBE_SERVICES, Fault.nullList());
        assertThat(describe().hasServices()).isFalse();
    }

    private void pass(int seconds) {
        ecs.clock().advance(Duration.ofSeconds(seconds));
    }

    private String counts() {
        Service service = described();
        return "%d wanted, %d running, %d pending"
                .formatted(service.desiredCount(), service.runningCount(), service.pendingCount());
    }

    /** Such as {@code ecs-svc/1 PRIMARY COMPLETED 2/2}. */
    private List<String> deployments() {
        return described().deployments().stream()
                .map(each -> "%s %s %s %d/%d"
                        .formatted(
                                each.id(),
                                each.status(),
                                each.rolloutStateAsString(),
                                each.runningCount(),
                                each.desiredCount()))
                .toList();
    }

    private List<String> revisions() {
        return described().currentServiceRevisions().stream()
                .map(ServiceCurrentRevisionSummary::arn)
                .toList();
    }

    private Service described() {
        return describe().services().get(0);
    }

    private DescribeServicesResponse describe() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join();
    }
}
