package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** The SDK's client over HTTP: {@code list} brings what a plain loop brings, for every parameter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListOverHttpTest {

    private static final int ROWS = 731;

    private EcsSimulator ecs;
    private SimulatedService web;

    @BeforeAll
    void start() {
        ecs = EcsSimulator.start();
        web = ecs.cluster("prod").service("web");
        web.history(ROWS - 3, Duration.ofMinutes(10));
        web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        web.deploy(DeploymentScript.rollback(Duration.ofSeconds(90), "tasks failed to start"));
        ecs.clock().advance(Duration.ofSeconds(45));
        web.deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        ecs.cluster("default").service("api").history(5);
    }

    @AfterAll
    void stop() {
        ecs.close();
    }

    @BeforeEach
    void clear() {
        ecs.calls().clear();
    }

    Stream<Arguments> queries() {
        Instant now = ecs.clock().instant();
        Instant third = now.minus(Duration.ofMinutes(10L * ROWS / 3));
        Instant twoThirds = now.minus(Duration.ofMinutes(20L * ROWS / 3));
        List<Arguments> queries = new ArrayList<>(List.of(
                query("service by name", ROWS, r -> r.cluster("prod").service("web")),
                query("service by ARN", ROWS, r -> r.cluster("prod").service(web.arn())),
                query("the default cluster", 5, r -> r.service("api")),
                query("cluster by ARN", ROWS, r -> r.cluster(web.cluster().arn())
                        .service("web")),
                query("maxResults", ROWS, r -> r.cluster("prod").service("web").maxResults(7)),
                query("createdAt after", -1, r -> r.cluster("prod")
                        .service("web")
                        .createdAt(c -> c.after(third))),
                query("createdAt before", -1, r -> r.cluster("prod")
                        .service("web")
                        .createdAt(c -> c.before(third))),
                query("createdAt window", -1, r -> r.cluster("prod")
                        .service("web")
                        .createdAt(c -> c.after(twoThirds).before(third))),
                query("a window without rows", 0, r -> r.cluster("prod")
                        .service("web")
                        .createdAt(c -> c.before(now.minus(Duration.ofDays(90))))),
                query("all filters", -1, r -> r.cluster("prod")
                        .service("web")
                        .status(ServiceDeploymentStatus.STOPPED, ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL)
                        .createdAt(c -> c.after(twoThirds).before(third))
                        .maxResults(3))));
        for (ServiceDeploymentStatus status : ServiceDeploymentStatus.knownValues()) {
            queries.add(query("status " + status, -1, r -> r.cluster("prod")
                    .service("web")
                    .status(status)));
        }
        return queries.stream();
    }

    private static Arguments query(String name, int rows, Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return Arguments.of(name, rows, request);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    void listBringsWhatAPlainLoopBrings(
            String name, int rows, Consumer<ListServiceDeploymentsRequest.Builder> request) {
        List<ServiceDeploymentBrief> expected = plainLoop(ecs.client(), request);
        int callsOfTheLoop = ecs.calls().count(Operation.LIST_SERVICE_DEPLOYMENTS);
        ecs.calls().clear();

        StepVerifier.create(
                        ServiceDeployments.create(ecs.client()).list(request).collectList())
                .expectNext(expected)
                .verifyComplete();

        assertThat(ecs.calls().count(Operation.LIST_SERVICE_DEPLOYMENTS))
                .as(name)
                .isEqualTo(callsOfTheLoop);
        if (rows >= 0) {
            assertThat(expected).hasSize(rows);
        }
    }

    @Test
    void aListFromATokenBringsTheRest() {
        ListServiceDeploymentsResponse first = ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web").maxResults(31))
                .join();

        StepVerifier.create(ServiceDeployments.create(ecs.client())
                        .list(r -> r.cluster("prod").service("web").nextToken(first.nextToken()))
                        .startWith(first.serviceDeployments())
                        .collectList())
                .expectNext(plainLoop(ecs.client(), r -> r.cluster("prod").service("web")))
                .verifyComplete();
    }

    @Test
    void everyFieldOfARowArrives() {
        List<ServiceDeploymentBrief> rows = ServiceDeployments.create(ecs.client())
                .list(r -> r.cluster("prod").service("web"))
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(rows).hasSize(ROWS).allSatisfy(row -> {
            assertThat(row.serviceArn()).isEqualTo(web.arn());
            assertThat(row.clusterArn()).isEqualTo(web.cluster().arn());
            assertThat(row.createdAt()).isNotNull();
            assertThat(row.targetServiceRevisionArn()).contains("service-revision/prod/web/");
            assertThat(row.status()).isNotEqualTo(ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION);
        });
        assertThat(rows.stream().map(ServiceDeploymentBrief::serviceDeploymentArn))
                .containsExactlyInAnyOrderElementsOf(web.deploymentArns());
        assertThat(rows)
                .filteredOn(row -> row.status() == ServiceDeploymentStatus.SUCCESSFUL)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.startedAt()).isBefore(row.finishedAt()));
        assertThat(rows)
                .filteredOn(row -> row.status() == ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.statusReason()).isNotBlank());
    }

    @Test
    void callsAreMarkedInTheUserAgent() {
        ServiceDeployments.create(ecs.client())
                .list(r -> r.service("api")
                        .overrideConfiguration(
                                o -> o.addApiName(a -> a.name("shop").version("3"))))
                .blockLast();

        assertThat(ecs.calls().all().get(0).userAgent()).contains("shop/3").contains("deployflux/");
    }

    private static List<ServiceDeploymentBrief> plainLoop(
            EcsAsyncClient client, Consumer<ListServiceDeploymentsRequest.Builder> query) {
        ListServiceDeploymentsRequest request = ListServiceDeploymentsRequest.builder()
                .maxResults(100)
                .applyMutation(query)
                .build();
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        ListServiceDeploymentsResponse page;
        do {
            page = client.listServiceDeployments(request).join();
            rows.addAll(page.serviceDeployments());
            request = request.toBuilder().nextToken(page.nextToken()).build();
        } while (page.nextToken() != null);
        return rows;
    }
}
