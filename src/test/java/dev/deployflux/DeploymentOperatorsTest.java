package dev.deployflux;

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
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What each filter passes, and refuses. */
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

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without a checker can pass null
    private static <T> T nothing() {
        return null;
    }
}
