package dev.deployflux.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.SdkPauses;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.HeldFault;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServerException;

/** What a subscriber sees of each fault on the second of three pages. */
class FaultsOverHttpTest extends FaultOnPageTwo {

    static Stream<Fault> harmless() {
        return Stream.of(
                Fault.latency(Duration.ofMillis(20)),
                Fault.slowBody(1_000, Duration.ofMillis(1)),
                Fault.emptyPageWithToken(),
                Fault.shortPage(3),
                Fault.nullRows());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void theListIsCompleteInSpiteOf(Fault fault) {
        onPageTwo(fault);

        listWith(ServiceDeployments.create(tryingOnce)).expectNextSequence(arns).verifyComplete();
    }

    /** @param attempts that the client at most makes of the call that gets the fault once, the good one included */
    record Failing(Fault fault, Class<? extends Throwable> error, int attempts) {
        Failing(Fault fault, Class<? extends Throwable> error) {
            this(fault, error, 2);
        }

        /**
         * The SDK (2.31.28 and 2.50.2) tells a call more than once that its connection broke: {@code ResponseHandler}
         * fails the attempt, which may begin the next one, and then the handler that all attempts share. Told late, that
         * fails the next attempt too, and another one follows.
         */
        static Failing brokenConnection(Fault fault) {
            return new Failing(fault, SdkClientException.class, 3);
        }
    }

    static Stream<Failing> transientFailures() {
        return Stream.of(
                new Failing(Fault.serverError(), ServerException.class),
                new Failing(Fault.throttled(), EcsException.class),
                Failing.brokenConnection(Fault.resetBeforeResponse()),
                Failing.brokenConnection(Fault.resetWithinBody()),
                Failing.brokenConnection(Fault.truncatedBody()));
    }

    static Stream<Failing> lastingFailures() {
        return Stream.of(
                new Failing(Fault.expiredToken(), InvalidParameterException.class),
                new Failing(Fault.accessDenied(), AccessDeniedException.class));
    }

    @ParameterizedTest
    @MethodSource({"transientFailures", "lastingFailures"})
    void theRowsBeforeArriveAndThenTheError(Failing failing) {
        onPageTwo(failing.fault);

        listWith(ServiceDeployments.create(tryingOnce))
                .expectNextSequence(arns.subList(0, 100))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOf(failing.error));
    }

    @ParameterizedTest
    @MethodSource("transientFailures")
    void theClientsOwnRetriesHealTheListWithoutRepeatingARow(Failing failing) {
        onPageTwo(failing.fault);

        listWith(ServiceDeployments.create(ecs.client()))
                .expectNextSequence(arns)
                .verifyComplete();

        assertThat(attemptsOfEachCall())
                .as("three calls, of which the second was tried again")
                .satisfiesExactly(
                        page -> assertThat(page).hasSize(1),
                        page -> assertThat(page).hasSizeBetween(2, failing.attempts),
                        page -> assertThat(page).hasSize(1));
    }

    private Collection<List<Call>> attemptsOfEachCall() {
        return ecs.calls().all().stream()
                .collect(groupingBy(
                        call -> call.headers().getOrDefault("amz-sdk-invocation-id", ""), LinkedHashMap::new, toList()))
                .values();
    }

    @ParameterizedTest
    @MethodSource("lastingFailures")
    void theClientsOwnRetriesDontHideWhatWouldStay(Failing failing) {
        onPageTwo(failing.fault);

        listWith(ServiceDeployments.create(ecs.client()))
                .expectNextSequence(arns.subList(0, 100))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOf(failing.error));
    }

    @ParameterizedTest
    @MethodSource({"transientFailures", "lastingFailures"})
    void pageRetryHealsTheListWithoutRepeatingARow(Failing failing) {
        onPageTwo(failing.fault);

        listWith(ServiceDeployments.builder(tryingOnce).pageRetry(Retry.max(1)).build())
                .expectNextSequence(arns)
                .verifyComplete();

        assertThat(ecs.calls().all()).hasSize(4);
    }

    /** With the client's retries: the connection may be lent to the call for the next page before its reset is seen. */
    @Test
    void aResetBehindAWholeAnswerLosesNothing() {
        onPageTwo(Fault.resetAfterBody());

        try (EcsAsyncClient client = ecs.clientBuilder().build()) {
            listWith(ServiceDeployments.create(client)).expectNextSequence(arns).verifyComplete();
        }
    }

    /**
     * With clients of its own: when the SDK can't read an answer it closes the connection, but may have lent it to the
     * next call already, which then fails too.
     */
    @Test
    void anAnswerThatIsNoJsonIsTriedAgainByTheClientOrElseAnError() {
        onPageTwo(Fault.malformedJson());
        try (EcsAsyncClient client = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            listWith(ServiceDeployments.create(client))
                    .expectNextSequence(arns.subList(0, 100))
                    .verifyError(SdkClientException.class);
        }
        onPageTwo(Fault.malformedJson());
        try (EcsAsyncClient client = ecs.clientBuilder().build()) {
            listWith(ServiceDeployments.create(client)).expectNextSequence(arns).verifyComplete();
        }
    }

    @Test
    void aServerThatNeverAnswersEndsInTheClientsTimeout() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        HeldFault never = Fault.hold();
        onPageTwo(never);
        try (EcsAsyncClient impatient = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .scheduledExecutorService(new SdkPauses(time))
                        .apiCallAttemptTimeout(Duration.ofMillis(200)))
                .build()) {
            listWith(ServiceDeployments.create(impatient))
                    .expectNextSequence(arns.subList(0, 100))
                    .then(() -> {
                        never.reached().block(Duration.ofSeconds(30));
                        time.advanceTimeBy(Duration.ofMillis(200));
                    })
                    .verifyError(ApiCallAttemptTimeoutException.class);
        }
    }
}
