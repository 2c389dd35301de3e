package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.PageRetries;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** The README's client of a quota, whose SDK makes one attempt: what a page's retry heals, over real HTTP. */
class PageRetriesTest {

    private static final AwsBasicCredentials KEY = AwsBasicCredentials.create("AKIDEXAMPLE", "sesame");

    private final ApiQuota quota = ApiQuota.published();
    private EcsSimulator ecs = start(Clock.systemUTC());
    private EcsAsyncClient client = tryingOnce(KEY);

    private static EcsSimulator start(Clock clock) {
        EcsSimulator ecs =
                EcsSimulator.builder().credentials(KEY).httpClock(clock).start();
        ecs.cluster("prod").service("web").history(150);
        return ecs;
    }

    private EcsAsyncClient tryingOnce(AwsBasicCredentials credentials) {
        return ecs.clientBuilder()
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                .build();
    }

    /** The SDK keeps how wrong its clock is for the whole JVM. */
    @AfterEach
    void close() {
        client.close();
        ecs.close();
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    private StepVerifier.FirstStep<?> list() {
        return StepVerifier.create(ServiceDeployments.builder(client)
                .quota(quota)
                .pageRetry(PageRetries.transientErrors(3, Duration.ofMillis(1)))
                .build()
                .list(r -> r.cluster("prod").service("web")));
    }

    static Stream<Fault> transientFaults() {
        return Stream.of(
                Fault.resetBeforeResponse(),
                Fault.resetWithinBody(),
                Fault.truncatedBody(),
                Fault.malformedJson(),
                Fault.serverError(),
                Fault.throttled());
    }

    @ParameterizedTest
    @MethodSource("transientFaults")
    void heals(Fault fault) {
        ecs.faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault).skip(1));

        list().expectNextCount(150).verifyComplete();
        assertThat(ecs.calls().count()).isBetween(3, 4); // the connection of an answer that broke off may be lent again
    }

    @Test
    void aThrottledPageTakesAPermitForEachTry() {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.throttled());

        list().expectNextCount(150).verifyComplete();
        assertThat(quota.state(ApiBucket.SERVICE_DEPLOYMENTS).permittedPerSecond())
                .as("lowered by the throttle, raised by two successes")
                .isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT6M", "-PT6M", "PT24H"})
    void healsAClockThatIsWrongBy(Duration skew) {
        client.close();
        ecs.close();
        ecs = start(Clock.offset(Clock.systemUTC(), skew));
        client = tryingOnce(KEY);

        list().expectNextCount(150).verifyComplete();
        assertThat(ecs.calls().count()).isEqualTo(3);
    }

    @Test
    void anAttemptThatTakesTooLongIsTriedAgain() {
        client.close();
        client = ecs.clientBuilder()
                .credentialsProvider(StaticCredentialsProvider.create(KEY))
                .overrideConfiguration(
                        o -> o.retryStrategy(r -> r.maxAttempts(1)).apiCallAttemptTimeout(Duration.ofSeconds(1)))
                .build();
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.hold());

        list().expectNextCount(150).verifyComplete();
    }

    static Stream<Fault> lastingFaults() {
        return Stream.of(
                Fault.accessDenied(),
                Fault.error("ServiceNotFoundException", "because", 400),
                Fault.error("ClusterNotFoundException", "because", 400),
                Fault.error("InvalidParameterException", "because", 400),
                Fault.error("ExpiredTokenException", "because", 400));
    }

    @ParameterizedTest
    @MethodSource("lastingFaults")
    void doesNotRepeat(Fault fault) {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, fault);

        list().verifyError(EcsException.class);
        assertThat(ecs.calls().count()).isEqualTo(1);
    }

    @Test
    void aWrongKeyIsNotTriedAgain() {
        client.close();
        client = tryingOnce(AwsBasicCredentials.create("AKIDOTHER", "sesame"));

        list().verifyError(EcsException.class);
        assertThat(ecs.calls().count()).isEqualTo(1);
    }

    @Test
    void givesUpWithTheSdksOwnException() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetBeforeResponse()).times(99));

        list().verifyError(SdkClientException.class);
        assertThat(ecs.calls().count()).isEqualTo(4);
    }

    static Stream<Throwable> transientErrors() {
        return Stream.of(
                RetryableException.create("as the SDK says"),
                SdkClientException.create("Unable to execute HTTP request", new IOException("reset")),
                SdkClientException.create(
                        "Unable to execute HTTP request", new Throwable(new TimeoutException("pool"))),
                ApiCallAttemptTimeoutException.create(5_000),
                ApiCallTimeoutException.create(5_000),
                new CompletionException(EcsException.builder().statusCode(503).build()),
                EcsException.builder().statusCode(429).build());
    }

    @ParameterizedTest
    @MethodSource("transientErrors")
    void isTransient(Throwable error) {
        assertThat(PageRetries.isTransient(error)).isTrue();
    }

    static Stream<Throwable> lastingErrors() {
        RuntimeException circular = new RuntimeException("a");
        circular.initCause(new RuntimeException("b", circular));
        return Stream.of(
                circular,
                new IllegalStateException("a token came twice"),
                SdkClientException.create("Unable to load credentials from any of the providers in the chain"),
                EcsException.builder()
                        .statusCode(400)
                        .cause(new IOException("of no matter"))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("lastingErrors")
    void isLasting(Throwable error) {
        assertThat(PageRetries.isTransient(error)).isFalse();
    }

    @Test
    void numbersOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageRetries.transientErrors(0, Duration.ofSeconds(1)))
                .withMessageContaining("write 1 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageRetries.transientErrors(1, Duration.ZERO))
                .withMessageContaining("write Duration.ofMillis(100)");
    }
}
