package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_CLUSTERS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

@Timeout(30)
class CallLogTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("default").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aCallTellsWhatTheClientSentAndGot() {
        web.history(1);
        ecs.client().listClusters().join();
        ecs.client()
                .listServiceDeployments(r -> r.cluster("default")
                        .service("web")
                        .maxResults(7)
                        .createdAt(c -> c.after(Instant.ofEpochMilli(1_500))))
                .join();

        Call call = ecs.calls().all(LIST_SERVICE_DEPLOYMENTS).get(0);
        assertThat(call.number()).isEqualTo(2);
        assertThat(call.service()).hasValue("web");
        assertThat(call.cluster()).hasValue("default");
        assertThat(call.nextToken()).isEmpty();
        assertThat(call.request().path("maxResults").intValue()).isEqualTo(7);
        assertThat(call.request().path("createdAt").path("after").decimalValue())
                .isEqualByComparingTo("1.5");
        assertThat(call.userAgent()).contains("aws-sdk-java/2").contains("api/ECS");
        assertThat(call.headers()).containsEntry("content-type", "application/x-amz-json-1.1");
        assertThat(call.status()).hasValue(200);
        assertThat(call.errorCode()).isEmpty();
        assertThat(call.fault()).isEmpty();
        assertThat(call.aborted()).isFalse();
        assertThat(ecs.calls().count()).isEqualTo(2);
        assertThat(ecs.calls().count(LIST_CLUSTERS)).isEqualTo(1);
    }

    @Test
    void aRefusedCallTellsItsError() {
        CompletableFuture<ListServiceDeploymentsResponse> answer =
                ecs.client().listServiceDeployments(r -> r.service("api"));

        assertThat(answer).failsWithin(SOON);
        assertThat(ecs.calls().all().get(0).status()).hasValue(400);
        assertThat(ecs.calls().all().get(0).errorCode()).hasValue("ServiceNotFoundException");
    }

    @Test
    void aCancelledCallIsAnAbort() {
        HeldFault held = Fault.hold();
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, held);
        CompletableFuture<ListServiceDeploymentsResponse> answer =
                ecs.client().listServiceDeployments(r -> r.service("web"));
        held.reached().block(SOON);
        assertThat(ecs.calls().aborted()).isZero();

        answer.cancel(true);

        ecs.calls().whenAborted(1).block(SOON);
        assertThat(ecs.calls().aborted()).isEqualTo(1);
        Call call = ecs.calls().all().get(0);
        assertThat(call.aborted()).isTrue();
        assertThat(call.status()).isEmpty();
        assertThat(call.fault()).containsSame(held);
    }

    @Test
    void anAnsweredCallIsNoAbortWhenItsConnectionCloses() {
        web.history(1);
        try (var own = ecs.clientBuilder().build()) {
            own.listServiceDeployments(r -> r.service("web")).join();
            assertThat(ecs.calls().openConnections()).isEqualTo(1);
        }

        ecs.calls().whenOpenConnections(open -> open == 0).block(SOON);
        assertThat(ecs.calls().aborted()).isZero();
        assertThat(ecs.calls().all().get(0).aborted()).isFalse();
    }

    @Test
    void connectionsAreKeptBetweenCalls() {
        web.history(200);
        for (int i = 0; i < 20; i++) {
            ecs.client()
                    .listServiceDeployments(r -> r.service("web").maxResults(100))
                    .join();
        }

        // The SDK may complete a call just before its connection is free again, and so open a second one.
        assertThat(ecs.calls().openConnections()).isBetween(1, 2);
    }

    @Test
    void parallelCallsHaveConnectionsOfTheirOwn() {
        HeldFault held = Fault.hold();
        ecs.faults().inject(LIST_CLUSTERS, FaultRule.of(held).always());
        CompletableFuture<?> one = ecs.client().listClusters();
        CompletableFuture<?> two = ecs.client().listClusters();
        held.reached(2).block(SOON);

        assertThat(ecs.calls().openConnections()).isEqualTo(2);
        held.release();
        CompletableFuture.allOf(one, two).join();
    }

    @Test
    void signalsFireWhenTheirNumberIsReachedAndNotBefore() {
        CompletableFuture<?> second = ecs.calls().whenCalled(2).toFuture();
        CompletableFuture<?> firstOfListing =
                ecs.calls().whenCalled(LIST_SERVICE_DEPLOYMENTS, 1).toFuture();

        ecs.client().listClusters().join();
        assertThat(second).isNotDone();
        ecs.client().listClusters().join();

        second.join();
        assertThat(firstOfListing).isNotDone();
        ecs.calls().whenCalled(2).block(SOON);
    }

    @Test
    void aClearedLogBeginsAnew() {
        ecs.client().listClusters().join();
        ecs.calls().clear();

        assertThat(ecs.calls().count()).isZero();
        assertThat(ecs.calls().count(LIST_CLUSTERS)).isZero();
        assertThat(ecs.calls().all()).isEmpty();
        ecs.client().listClusters().join();
        assertThat(ecs.calls().all()).singleElement().extracting(Call::number).isEqualTo(2L);
    }

    @Test
    void waitersFailWhenTheSimulatorCloses() {
        CompletableFuture<Void> never = ecs.calls().whenCalled(1).toFuture();
        Mono<Void> late = ecs.calls().whenAborted(1);

        ecs.close();

        assertThat(never).failsWithin(SOON);
        assertThatIllegalStateException().isThrownBy(() -> late.block(SOON)).withMessageContaining("closed");
    }
}
