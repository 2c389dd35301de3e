package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

class InMemoryTest {

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.latency(Duration.ofMillis(1)),
                Fault.serverError(),
                Fault.throttled(),
                Fault.accessDenied(),
                Fault.expiredToken(),
                Fault.error("ServiceNotFoundException", "gone", 400),
                Fault.error("ClusterNotFoundException", "gone", 400),
                Fault.error("NobodyKnowsThisException", "what", 418),
                Fault.serverError().and(Fault.errorCoding(ErrorCoding.HEADER_WITH_URI)),
                Fault.accessDenied().and(Fault.errorCoding(ErrorCoding.NAMESPACED_TYPE)),
                Fault.accessDenied().and(Fault.malformedJson()),
                Fault.accessDenied().and(Fault.errorCoding(ErrorCoding.HEADER)).and(Fault.malformedJson()),
                Fault.resetBeforeResponse(),
                Fault.resetWithinBody(),
                Fault.resetAfterBody(),
                Fault.truncatedBody(),
                Fault.malformedJson(),
                Fault.slowBody(2_000, Duration.ofMillis(1)),
                Fault.stale(Duration.ofMinutes(95)),
                Fault.shortPage(7),
                Fault.emptyPageWithToken(),
                Fault.unknownStatus("FROZEN"),
                Fault.unknownStage("FROZEN"),
                Fault.failures("MISSING", "any"),
                Fault.blankToken(),
                Fault.repeatedToken(),
                Fault.reorderedRows(7),
                Fault.nullRows(),
                Fault.nullList(),
                Fault.absentList(),
                Fault.altered("textForList", (request, response) -> response.put("serviceDeployments", "x")),
                Fault.altered("numberForToken", (request, response) -> response.put("nextToken", 7)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultHasTheSameOutcomeAsOverHttp(Fault fault) {
        assertThat(outcome(fault, true)).isEqualTo(outcome(fault, false));
    }

    @Test
    void latencyAndSlowBodiesPassOnTheSchedulerThatWasGiven() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (EcsSimulator ecs =
                EcsSimulator.builder().inMemory(true).faultScheduler(time).start()) {
            ecs.cluster("prod").service("web").history(20);
            ecs.faults()
                    .inject(
                            LIST_SERVICE_DEPLOYMENTS,
                            Fault.latency(Duration.ofMinutes(1)).and(Fault.slowBody(4_000, Duration.ofSeconds(1))));

            CompletableFuture<ListServiceDeploymentsResponse> answer = list(ecs.client());
            time.advanceTimeBy(Duration.ofSeconds(61));
            assertThat(answer).isNotDone();
            time.advanceTimeBy(Duration.ofSeconds(1));

            assertThat(answer.join().serviceDeployments()).hasSize(20);
        }
    }

    @Test
    void aCancelledCallIsAbortedAndAHeldOneEndsWithTheSimulator() {
        EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
        ecs.cluster("prod").service("web");
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.hang()).times(2));
        CompletableFuture<ListServiceDeploymentsResponse> cancelled = list(ecs.client());
        CompletableFuture<ListServiceDeploymentsResponse> hung = list(ecs.client());

        cancelled.cancel(true);

        assertThat(ecs.calls().all()).extracting(Call::aborted).containsExactly(true, false);
        assertThat(ecs.calls().aborted()).isEqualTo(1);
        ecs.close();
        assertThat(hung).isCompletedExceptionally();
        assertThat(ecs.calls().aborted()).isEqualTo(1);
    }

    @Test
    void aCallThatWaitsIsForgottenWhenTheSimulatorCloses() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        EcsSimulator ecs =
                EcsSimulator.builder().inMemory(true).faultScheduler(time).start();
        ecs.cluster("prod").service("web");
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.latency(Duration.ofHours(1)));
        CompletableFuture<ListServiceDeploymentsResponse> call =
                ecs.client().listServiceDeployments(r -> r.cluster("prod").service("web"));
        ecs.close();
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(call).isCompletedExceptionally();
        assertThat(ecs.calls().all()).singleElement().satisfies(waited -> assertThat(waited.status())
                .isEmpty());
    }

    @Test
    void thereIsNoEndpoint() {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start()) {
            assertThatIllegalStateException().isThrownBy(ecs::endpoint).withMessageContaining("client()");
            assertThatIllegalStateException().isThrownBy(ecs::clientBuilder).withMessageContaining("client()");
        }
    }

    private static String outcome(Fault fault, boolean inMemory) {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(inMemory).start()) {
            ecs.cluster("prod").service("web").history(30, Duration.ofMillis(600_007));
            ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, fault);
            if (inMemory) {
                return outcome(ecs.client());
            }
            try (EcsAsyncClient once = ecs.clientBuilder()
                    .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                    .build()) {
                return outcome(once);
            }
        }
    }

    private static String outcome(EcsAsyncClient client) {
        return requireNonNull(list(client)
                .handle((page, error) -> error == null ? told(page) : told(error))
                .join());
    }

    private static String told(ListServiceDeploymentsResponse page) {
        // Each simulator has tokens of its own; that there is one, and which blank one, is what counts.
        String token = page.nextToken();
        return page.hasServiceDeployments()
                + " " + (token != null && token.length() > 9 ? "token" : token + "")
                + page.serviceDeployments();
    }

    private static String told(Throwable error) {
        Throwable cause = requireNonNull(error.getCause());
        String text = error.getClass() + " of " + cause.getClass();
        if (cause instanceof AwsServiceException service) {
            return text
                    + service.statusCode()
                    + service.awsErrorDetails().errorCode()
                    + service.awsErrorDetails().errorMessage()
                    + service.isThrottlingException();
        }
        return text;
    }

    private static CompletableFuture<ListServiceDeploymentsResponse> list(EcsAsyncClient client) {
        return client.listServiceDeployments(r -> r.cluster("prod").service("web"));
    }
}
