package dev.deployflux.list;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the filters do with demand, errors, cancel and the rows that they drop, and what dropping costs. */
class OperatorSignalsTest {

    @Test
    void theRequestsFilterCostsFewerCallsThanTheOperatorForTheSameRows() {
        ScriptedClient byRequest = oneInTenInProgress();
        ScriptedClient byOperator = oneInTenInProgress();

        List<ServiceDeploymentBrief> requested = ServiceDeployments.create(byRequest)
                .list(r -> r.service("web").status(IN_PROGRESS))
                .collectList()
                .blockOptional()
                .orElseThrow();
        List<ServiceDeploymentBrief> filtered = ServiceDeployments.create(byOperator)
                .list(r -> r.service("web"))
                .transformDeferred(DeploymentOperators.withStatus(IN_PROGRESS))
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(filtered).isEqualTo(requested).hasSize(100);
        assertThat(byRequest.callCount()).isEqualTo(1);
        assertThat(byOperator.callCount()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aDroppedRowCostsTheCallThatReplacesItAndNoneMore(int readAhead) {
        ScriptedClient client = rows(IntStream.range(0, 1_000)
                .mapToObj(i -> ServiceDeploymentBrief.builder()
                        .status(i < 250 ? SUCCESSFUL : PENDING)
                        .build())
                .toList());

        StepVerifier.create(
                        ServiceDeployments.builder(client)
                                .readAhead(readAhead)
                                .build()
                                .list(r -> r.service("web"))
                                .transformDeferred(DeploymentOperators.inFlight()),
                        0)
                .expectSubscription()
                .then(() -> assertThat(client.callCount()).isZero())
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(client.callCount()).isEqualTo(3))
                .thenRequest(49)
                .expectNextCount(49)
                .then(() -> assertThat(client.callCount()).isEqualTo(3))
                .thenCancel()
                .verify();
    }

    static Stream<UnaryOperator<Flux<ServiceDeploymentBrief>>> operators() {
        return Stream.of(
                DeploymentOperators.withStatus(PENDING),
                DeploymentOperators.withStatusStrings("PENDING"),
                DeploymentOperators.inFlight(),
                DeploymentOperators.terminal(),
                DeploymentOperators.createdBetween(Instant.EPOCH, Instant.MAX),
                DeploymentOperators.distinctChanges());
    }

    @ParameterizedTest
    @MethodSource("operators")
    void errorsPassThrough(UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
        IllegalStateException failure = new IllegalStateException("expected");

        StepVerifier.create(Flux.<ServiceDeploymentBrief>error(failure).transformDeferred(operator))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void cancelPassesThrough(UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
        TestPublisher<ServiceDeploymentBrief> source = TestPublisher.create();

        StepVerifier.create(source.flux().transformDeferred(operator))
                .thenCancel()
                .verify();

        source.assertCancelled();
    }

    static Stream<UnaryOperator<Flux<ServiceDeploymentBrief>>> operatorsThatDropAStoppedRowOf1970() {
        return Stream.of(
                DeploymentOperators.withStatus(PENDING),
                DeploymentOperators.inFlight(),
                DeploymentOperators.createdBetween(Instant.EPOCH.plusSeconds(1), Instant.MAX));
    }

    @ParameterizedTest
    @MethodSource("operatorsThatDropAStoppedRowOf1970")
    void droppedRowsAreDiscarded(UnaryOperator<Flux<ServiceDeploymentBrief>> operator) {
        List<ServiceDeploymentBrief> discarded = new ArrayList<>();

        StepVerifier.create(Flux.just(stoppedIn1970())
                        .hide()
                        .transformDeferred(operator)
                        .doOnDiscard(ServiceDeploymentBrief.class, discarded::add))
                .verifyComplete();

        assertThat(discarded).containsExactly(stoppedIn1970());
    }

    private static ServiceDeploymentBrief stoppedIn1970() {
        return ScriptedClient.row(1).toBuilder()
                .status(STOPPED)
                .createdAt(Instant.EPOCH)
                .build();
    }

    private static ScriptedClient oneInTenInProgress() {
        return rows(IntStream.range(0, 1_000)
                .mapToObj(i -> ScriptedClient.row(i).toBuilder()
                        .status(i % 10 == 7 ? IN_PROGRESS : SUCCESSFUL)
                        .build())
                .toList());
    }

    /** A client that lists those of the rows whose status is asked for. */
    private static ScriptedClient rows(List<ServiceDeploymentBrief> rows) {
        return ScriptedClient.answering(request -> completedFuture(page(
                request,
                rows.stream()
                        .filter(row -> !request.hasStatus()
                                || request.statusAsStrings().contains(row.statusAsString()))
                        .toList())));
    }

    private static ListServiceDeploymentsResponse page(
            ListServiceDeploymentsRequest request, List<ServiceDeploymentBrief> rows) {
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(from + request.maxResults(), rows.size());
        return ScriptedClient.page(
                Arrays.asList(rows.subList(from, to).toArray(ServiceDeploymentBrief[]::new)),
                to < rows.size() ? "" + to : null);
    }
}
