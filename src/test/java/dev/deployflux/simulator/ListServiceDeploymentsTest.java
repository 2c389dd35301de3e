package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

class ListServiceDeploymentsTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aPageHasTwentyRowsUnlessAskedOtherwise() {
        web.history(150);

        assertThat(list(r -> {}).serviceDeployments()).hasSize(20);
        assertThat(list(r -> r.maxResults(1)).serviceDeployments()).hasSize(1);
        assertThat(list(r -> r.maxResults(100)).serviceDeployments()).hasSize(100);
    }

    @Test
    void theNewestRowsComeFirst() {
        web.history(3);
        String live = web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));

        assertThat(list(r -> {}).serviceDeployments())
                .extracting(ServiceDeploymentBrief::serviceDeploymentArn)
                .startsWith(live)
                .hasSize(4);
        assertThat(list(r -> {}).serviceDeployments())
                .extracting(ServiceDeploymentBrief::createdAt)
                .containsExactly(NOON, minutesBefore(10), minutesBefore(20), minutesBefore(30));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void maxResultsOutsideOneToOneHundredIsRefused(int maxResults) {
        assertRefused(r -> r.maxResults(maxResults));
    }

    @Test
    void aRowHasAllMembersThatAreKnown() {
        web.add(SimulatedDeployment.builder()
                .id("full")
                .createdAt(NOON.minusSeconds(100))
                .startedAt(NOON.minusMillis(95_500))
                .finishedAt(NOON.minusSeconds(10))
                .status(ROLLBACK_SUCCESSFUL)
                .statusReason("circuit breaker")
                .targetServiceRevisionArn("arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/7")
                .build());

        ServiceDeploymentBrief row = list(r -> {}).serviceDeployments().get(0);

        assertThat(row)
                .isEqualTo(ServiceDeploymentBrief.builder()
                        .serviceDeploymentArn("arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/full")
                        .serviceArn("arn:aws:ecs:eu-central-1:123456789012:service/prod/web")
                        .clusterArn("arn:aws:ecs:eu-central-1:123456789012:cluster/prod")
                        .createdAt(NOON.minusSeconds(100))
                        .startedAt(NOON.minusMillis(95_500))
                        .finishedAt(NOON.minusSeconds(10))
                        .status(ROLLBACK_SUCCESSFUL)
                        .statusReason("circuit breaker")
                        .targetServiceRevisionArn("arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/7")
                        .build());
    }

    @Test
    void membersThatAreNotKnownAreAbsent() {
        web.add(SimulatedDeployment.builder().createdAt(NOON).status(PENDING).build());

        ServiceDeploymentBrief row = list(r -> {}).serviceDeployments().get(0);

        assertThat(row.startedAt()).isNull();
        assertThat(row.finishedAt()).isNull();
        assertThat(row.statusReason()).isNull();
    }

    @Test
    void theStatusFilterKeepsTheseStatusesOnly() {
        web.history(100);
        web.deploy(DeploymentScript.endless(Duration.ofSeconds(5)));

        assertThat(list(r -> r.maxResults(100).status(ROLLBACK_FAILED, STOPPED)).serviceDeployments())
                .hasSize(6)
                .extracting(ServiceDeploymentBrief::status)
                .containsOnly(ROLLBACK_FAILED, STOPPED);
        assertThat(list(r -> r.status(IN_PROGRESS)).serviceDeployments()).isEmpty();
        ecs.clock().advance(Duration.ofSeconds(5));
        assertThat(list(r -> r.status(IN_PROGRESS)).serviceDeployments()).hasSize(1);
    }

    @Test
    void anUnknownStatusInTheFilterIsRefused() {
        assertRefused(r -> r.statusWithStrings("FROZEN"));
    }

    @ParameterizedTest
    @CsvSource({
        "BOTH_INCLUSIVE, 2 3 4",
        "AFTER_INCLUSIVE, 2 3",
        "BEFORE_INCLUSIVE, 3 4",
        "BOTH_EXCLUSIVE, 3",
    })
    void theEdgesOfAWindowAreWhereTheSimulatorIsToldTo(WindowEdges edges, String minutes) {
        for (RowOrder order : RowOrder.values()) {
            try (EcsSimulator other =
                    EcsSimulator.builder().windowEdges(edges).rowOrder(order).start()) {
                for (int i = 1; i <= 5; i++) {
                    other.cluster("prod").service("web").add(deploymentAt(NOON.plusSeconds(60L * i - 600)));
                }
                List<ServiceDeploymentBrief> rows = other.client()
                        .listServiceDeployments(
                                r -> r.cluster("prod").service("web").createdAt(c -> c.after(
                                                NOON.plusSeconds(120 - 600))
                                        .before(NOON.plusSeconds(240 - 600))))
                        .join()
                        .serviceDeployments();
                assertThat(rows)
                        .extracting(row -> Long.toString(Duration.between(NOON.minusSeconds(600), row.createdAt())
                                .toMinutes()))
                        .containsExactlyInAnyOrder(minutes.split(" ", -1));
            }
        }
    }

    @Test
    void aWindowMayBeOpenAtOneEdge() {
        web.history(10);

        assertThat(list(r -> r.createdAt(c -> c.after(minutesBefore(30)))).serviceDeployments())
                .hasSize(3);
        assertThat(list(r -> r.createdAt(c -> c.before(minutesBefore(30)))).serviceDeployments())
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "arn:aws:ecs:eu-central-1:123456789012:service/prod/web",
                "arn:aws:ecs:eu-central-1:123456789012:service/web",
            })
    void aServiceIsNamedByNameOrEitherArn(String service) {
        web.history(1);

        for (String cluster : List.of("prod", "arn:aws:ecs:eu-central-1:123456789012:cluster/prod")) {
            assertThat(list(r -> r.cluster(cluster).service(service)).serviceDeployments())
                    .hasSize(1);
        }
    }

    @Test
    void aCallWithoutClusterReadsTheDefaultOne() {
        web.history(1);
        ecs.cluster("default").service("web").history(2);

        assertThat(list(r -> r.cluster(null)).serviceDeployments()).hasSize(2);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> list(r -> r.service("api"))).hasCauseInstanceOf(ServiceNotFoundException.class);
        assertThatThrownBy(() -> list(r -> r.cluster("staging"))).hasCauseInstanceOf(ClusterNotFoundException.class);
        assertThatThrownBy(() -> list(r -> r.cluster(null))).hasCauseInstanceOf(ClusterNotFoundException.class);
        assertThatThrownBy(() -> list(r -> r.service("arn:aws:ecs:eu-west-1:123456789012:service/prod/web")))
                .hasCauseInstanceOf(ServiceNotFoundException.class);
    }

    @Test
    void aServiceIsRequired() {
        assertRefused(r -> r.service(null));
        assertRefused(r -> r.service(""));
    }

    @Test
    void aServiceArnOfAnotherClusterThanTheGivenIsRefused() {
        ecs.cluster("staging");
        assertRefused(r -> r.cluster("staging").service(web.arn()));
    }

    private static SimulatedDeployment deploymentAt(Instant createdAt) {
        return SimulatedDeployment.builder().createdAt(createdAt).build();
    }

    private static Instant minutesBefore(int minutes) {
        return NOON.minus(Duration.ofMinutes(minutes));
    }

    private ListServiceDeploymentsResponse list(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web").applyMutation(request))
                .join();
    }

    private void assertRefused(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        assertThatThrownBy(() -> list(request)).hasCauseInstanceOf(InvalidParameterException.class);
    }
}
