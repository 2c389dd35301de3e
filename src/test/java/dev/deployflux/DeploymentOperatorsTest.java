package dev.deployflux;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION;

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
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What each filter passes, and what dropping costs. */
class DeploymentOperatorsTest {

    /** What the SDK has, one that it hasn't, and none. */
    private static final List<ServiceDeploymentBrief> EVERY_STATUS = Stream.of(
                    PENDING,
                    SUCCESSFUL,
                    STOPPED,
                    STOP_REQUESTED,
                    IN_PROGRESS,
                    ROLLBACK_REQUESTED,
                    ROLLBACK_IN_PROGRESS,
                    ROLLBACK_SUCCESSFUL,
                    ROLLBACK_FAILED,
                    "PAUSED",
                    "")
            .map(status -> row(status.toString()))
            .toList();

    /** A row of this status; an empty text stands for none. */
    private static ServiceDeploymentBrief row(String status) {
        ServiceDeploymentBrief.Builder row = ServiceDeploymentBrief.builder();
        return (status.isEmpty() ? row : row.status(status)).build();
    }

    private static ServiceDeploymentBrief row(Instant createdAt) {
        return ServiceDeploymentBrief.builder().createdAt(createdAt).build();
    }

    private static List<ServiceDeploymentBrief> passed(
            UnaryOperator<Flux<ServiceDeploymentBrief>> operator, List<ServiceDeploymentBrief> rows) {
        List<ServiceDeploymentBrief> passed = new ArrayList<>();
        StepVerifier.create(Flux.fromIterable(rows).transformDeferred(operator))
                .thenConsumeWhile(passed::add)
                .verifyComplete();
        return passed;
    }

    private static void refuses(Runnable assembly, String... saying) {
        assertThatIllegalArgumentException().isThrownBy(assembly::run).satisfies(error -> assertThat(error.getMessage())
                .contains(saying));
    }

    @Test
    void passesTheStatusesNamedAndNoOther() {
        assertThat(passed(DeploymentOperators.withStatus(PENDING), EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::status)
                .containsExactly(PENDING);
        assertThat(passed(DeploymentOperators.withStatus(STOPPED, IN_PROGRESS, STOPPED), EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::status)
                .containsExactly(STOPPED, IN_PROGRESS);
    }

    @Test
    void aStatusThatTheSdkDoesNotKnowIsNamedByText() {
        assertThat(passed(DeploymentOperators.withStatusStrings("PAUSED", "PENDING"), EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::statusAsString)
                .containsExactly("PENDING", "PAUSED");
        assertThat(passed(DeploymentOperators.withStatusStrings("pending"), EVERY_STATUS))
                .isEmpty();
    }

    @Test
    void theStatusesAreReadOnce() {
        String[] statuses = {"PENDING"};
        var operator = DeploymentOperators.withStatusStrings(statuses);
        statuses[0] = "STOPPED";

        assertThat(passed(operator, EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::status)
                .containsExactly(PENDING);
    }

    @Test
    void refusesToLookForNoStatus() {
        refuses(DeploymentOperators::withStatus, "no status is given", "withStatus(ServiceDeploymentStatus");
        refuses(DeploymentOperators::withStatusStrings, "no status is given");
        refuses(() -> DeploymentOperators.withStatus(PENDING, UNKNOWN_TO_SDK_VERSION), "withStatusStrings(\"...\")");
        refuses(() -> DeploymentOperators.withStatus(PENDING, nothing()), "withStatusStrings(\"...\")");
        refuses(() -> DeploymentOperators.withStatusStrings("PENDING", nothing()), "without a name");
        refuses(() -> DeploymentOperators.withStatusStrings("PENDING", " "), "without a name");
        refuses(() -> DeploymentOperators.withStatusStrings("null"), "without a name");
    }

    @Test
    void theStatusesOfThisTestAreThoseOfTheSdk() {
        assertThat(EVERY_STATUS)
                .extracting(ServiceDeploymentBrief::status)
                .containsAll(ServiceDeploymentStatus.knownValues());
    }

    @Test
    void terminalIsWhatEcsCallsCompleted() {
        assertThat(passed(DeploymentOperators.terminal(), EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::status)
                .containsExactlyInAnyOrder(SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED);
    }

    @Test
    void whatIsNotKnownToBeOverIsInFlight() {
        assertThat(passed(DeploymentOperators.inFlight(), EVERY_STATUS))
                .extracting(ServiceDeploymentBrief::statusAsString)
                .containsExactlyInAnyOrder(
                        null,
                        "PAUSED",
                        PENDING.toString(),
                        IN_PROGRESS.toString(),
                        STOP_REQUESTED.toString(),
                        ROLLBACK_REQUESTED.toString(),
                        ROLLBACK_IN_PROGRESS.toString());
    }

    @Test
    void theWindowIncludesItsFirstNanosecondAndExcludesItsEnd() {
        Instant after = Instant.parse("2026-01-02T03:04:05.000000001Z");
        Instant before = Instant.parse("2026-01-02T03:04:05.000000003Z");
        List<ServiceDeploymentBrief> rows = new ArrayList<>(List.of(row("PENDING")));
        IntStream.range(-1, 4).forEach(nanos -> rows.add(row(after.plusNanos(nanos))));

        assertThat(passed(DeploymentOperators.createdBetween(after, before), rows))
                .extracting(ServiceDeploymentBrief::createdAt)
                .containsExactly(after, after.plusNanos(1));
        assertThat(passed(DeploymentOperators.createdBetween(Instant.MIN, Instant.MAX), rows))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000_000_000})
    void refusesAWindowThatDoesNotEndAfterItBegins(long nanosTooEarly) {
        Instant after = Instant.parse("2026-01-02T03:04:05.678Z");
        refuses(
                () -> DeploymentOperators.createdBetween(after, after.minusNanos(nanosTooEarly)),
                "after (2026-01-02T03:04:05.678Z) is not before before",
                "the earlier instant first");
    }

    @Test
    void nullIsRefusedByTheNameOfTheArgument() {
        assertThatNullPointerException()
                .isThrownBy(() -> DeploymentOperators.createdBetween(nothing(), Instant.MAX))
                .withMessage("after");
        assertThatNullPointerException()
                .isThrownBy(() -> DeploymentOperators.createdBetween(Instant.MIN, nothing()))
                .withMessage("before");
        assertThatNullPointerException()
                .isThrownBy(() -> DeploymentOperators.withStatus((ServiceDeploymentStatus[]) nothing()))
                .withMessage("statuses");
        assertThatNullPointerException()
                .isThrownBy(() -> DeploymentOperators.withStatusStrings((String[]) nothing()))
                .withMessage("statuses");
    }

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
                .mapToObj(i -> row(i < 250 ? "SUCCESSFUL" : "PENDING"))
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

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without a checker can pass null
    private static <T> T nothing() {
        return null;
    }
}
