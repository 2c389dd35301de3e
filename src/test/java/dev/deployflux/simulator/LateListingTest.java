package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

class LateListingTest {

    private static final DeploymentScript SCRIPT = DeploymentScript.successful(Duration.ofMinutes(10));
    private static final Duration LATE = Duration.ofSeconds(30);

    private EcsSimulator ecs = EcsSimulator.start();
    private SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @ParameterizedTest
    @EnumSource(RowOrder.class)
    void aDeploymentIsListedWhenItsTimeHasComeWithItsTrueCreation(RowOrder order) {
        ecs.close();
        ecs = EcsSimulator.builder().rowOrder(order).start();
        web = ecs.cluster("prod").service("web");
        Instant created = ecs.clock().instant();
        String late = web.deploy(SCRIPT, LATE);
        ecs.clock().advance(Duration.ofSeconds(10));
        String newer = web.deploy(SCRIPT);

        ecs.clock().advance(LATE.minusSeconds(10).minusNanos(1));
        assertThat(listed())
                .extracting(ServiceDeploymentBrief::serviceDeploymentArn)
                .containsExactly(newer);

        ecs.clock().advance(Duration.ofNanos(1));
        assertThat(listed())
                .extracting(ServiceDeploymentBrief::serviceDeploymentArn)
                .containsExactlyInAnyOrder(late, newer);
        assertThat(listed())
                .filteredOn(row -> row.serviceDeploymentArn().equals(late))
                .extracting(ServiceDeploymentBrief::createdAt)
                .containsExactly(created);
    }

    @Test
    void noDescriptionKnowsItEarlier() {
        String early = web.deploy(SCRIPT);
        ecs.clock().advance(Duration.ofSeconds(1));
        String late = web.deploy(SCRIPT, LATE);

        assertThat(described(late)).isFalse();
        assertThat(service().currentServiceDeployment()).isEqualTo(early);

        ecs.clock().advance(LATE);
        assertThat(described(late)).isTrue();
        assertThat(service().currentServiceDeployment()).isEqualTo(late);
    }

    @Test
    void aStaleAnswerKnowsItLaterStill() {
        web.deploy(SCRIPT, LATE);
        ecs.clock().advance(LATE.plusSeconds(9));
        stale(LIST_SERVICE_DEPLOYMENTS);
        stale(DESCRIBE_SERVICES);

        assertThat(listed()).isEmpty();
        assertThat(service().currentServiceDeployment()).isNull();

        ecs.clock().advance(Duration.ofSeconds(1));
        stale(LIST_SERVICE_DEPLOYMENTS);
        assertThat(listed()).hasSize(1);
    }

    @Test
    void theTruthSaysFromWhenOn() {
        Instant created = ecs.clock().instant();
        web.deploy(SCRIPT, LATE);
        web.deploy(SCRIPT);

        assertThat(ecs.truth()).extracting(TrueDeployment::createdAt).containsExactly(created, created);
        assertThat(ecs.truth())
                .extracting(TrueDeployment::listedFrom)
                .containsExactlyInAnyOrder(created.plus(LATE), created);
    }

    @Test
    void nothingIsListedBeforeItIsCreated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> web.deploy(SCRIPT, Duration.ofNanos(-1)))
                .withMessageContaining("zero or more");
    }

    private void stale(Operation operation) {
        ecs.faults().inject(operation, Fault.stale(Duration.ofSeconds(10)));
    }

    private List<ServiceDeploymentBrief> listed() {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web"))
                .join()
                .serviceDeployments();
    }

    private boolean described(String arn) {
        return !ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .isEmpty();
    }

    private Service service() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0);
    }
}
