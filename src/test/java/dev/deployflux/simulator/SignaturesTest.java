package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deployflux.ServiceDeployments;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** What a subscriber of a list sees when its client signs wrongly. */
class SignaturesTest {

    private static final AwsCredentials KEY = AwsBasicCredentials.create("AKIDEXAMPLE", "sesame");
    private static final AwsCredentials SESSION = AwsSessionCredentials.create("ASIAEXAMPLE", "sesame", "token");

    private EcsSimulator ecs = start(KEY, Clock.systemUTC());

    private static EcsSimulator start(AwsCredentials credentials, Clock clock) {
        EcsSimulator ecs = EcsSimulator.builder()
                .credentials(credentials)
                .httpClock(clock)
                .throttling(true)
                .start();
        ecs.cluster("prod").service("web").history(3);
        return ecs;
    }

    private void restart(AwsCredentials credentials, Clock clock) {
        ecs.close();
        ecs = start(credentials, clock);
    }

    /** The SDK keeps how wrong its clock is for the whole JVM, and each new client begins with that. */
    @AfterEach
    void close() {
        ecs.close();
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    private EcsException refusal(EcsAsyncClientBuilder builder) {
        try (EcsAsyncClient client = builder.overrideConfiguration(
                        o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            Throwable thrown = catchThrowable(() -> list(client));
            assertThat(thrown).isInstanceOf(EcsException.class);
            EcsException error = (EcsException) thrown;
            assertThat(error.statusCode()).isEqualTo(400);
            return error;
        }
    }

    private static List<?> list(EcsAsyncClient client) {
        return ServiceDeployments.create(client)
                .list(r -> r.cluster("prod").service("web"))
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private void assertRefused(EcsAsyncClientBuilder builder, String code, String message) {
        EcsException error = refusal(builder);
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).startsWith(message);
    }

    private EcsAsyncClientBuilder signedBy(AwsCredentials credentials) {
        return ecs.clientBuilder().credentialsProvider(StaticCredentialsProvider.create(credentials));
    }

    @Test
    void theSimulatorsOwnClientsSignRightly() {
        assertThat(list(ecs.client())).hasSize(3);
        restart(SESSION, Clock.systemUTC());
        assertThat(list(ecs.client())).hasSize(3);
    }

    @Test
    void aWrongSecretIsAnInvalidSignature() {
        assertRefused(
                signedBy(AwsBasicCredentials.create("AKIDEXAMPLE", "simsalabim")),
                "InvalidSignatureException",
                "The request signature we calculated does not match");
    }

    @Test
    void aWrongKeyIsAnUnrecognizedClient() {
        assertRefused(
                signedBy(AwsBasicCredentials.create("AKIDOTHER", "sesame")),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
    }

    @Test
    void aSessionNeedsItsToken() {
        restart(SESSION, Clock.systemUTC());

        assertRefused(
                signedBy(AwsBasicCredentials.create("ASIAEXAMPLE", "sesame")), "UnrecognizedClientException", "The");
        assertRefused(
                signedBy(AwsSessionCredentials.create("ASIAEXAMPLE", "sesame", "other")),
                "UnrecognizedClientException",
                "The");
    }

    @Test
    void anotherRegionIsAnInvalidSignature() {
        assertRefused(
                ecs.clientBuilder().region(Region.US_EAST_1),
                "InvalidSignatureException",
                "Credential should be scoped to a valid region.");
    }

    @Test
    void noSignatureAtAllIsAMissingToken() {
        assertRefused(
                ecs.clientBuilder().credentialsProvider(AnonymousCredentialsProvider.create()),
                "MissingAuthenticationTokenException",
                "Missing Authentication Token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT6M", "-PT6M", "PT24H"})
    void aSkewedClockIsAnInvalidSignatureWhereNobodyRetries(Duration skew) {
        restart(KEY, Clock.offset(Clock.systemUTC(), skew));

        assertRefused(
                ecs.clientBuilder(),
                "InvalidSignatureException",
                skew.isNegative() ? "Signature not yet current: " : "Signature expired: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT6M", "-PT6M", "PT24H"})
    void theSdkSetsItsClockByTheAnswerAndTriesAgain(Duration skew) {
        restart(KEY, Clock.offset(Clock.systemUTC(), skew));

        try (EcsAsyncClient client = ecs.clientBuilder().build()) {
            assertThat(list(client)).hasSize(3);
            assertThat(list(client)).hasSize(3);
        }
        assertThat(ecs.calls().count()).as("two lists, and one attempt more").isEqualTo(3);
    }

    @Test
    void aWrongKeyIsNotTriedAgain() {
        try (EcsAsyncClient client =
                signedBy(AwsBasicCredentials.create("AKIDOTHER", "sesame")).build()) {
            assertThat(catchThrowable(() -> list(client))).isInstanceOf(EcsException.class);
        }
        assertThat(ecs.calls().count()).isEqualTo(1);
    }

    /** Else whoever has no key could take the calls of those who have one. */
    @Test
    void refusedCallsAreLoggedAndCostNoQuota() {
        try (EcsAsyncClient stranger = signedBy(AwsBasicCredentials.create("AKIDOTHER", "sesame"))
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build()) {
            for (int i = 0; i < 51; i++) {
                assertThat(catchThrowable(() -> list(stranger))).hasMessageContaining("is invalid.");
            }
        }

        assertThat(list(ecs.client())).hasSize(3);
        assertThat(ecs.calls().all()).hasSize(52).first().satisfies(call -> assertThat(call.errorCode())
                .hasValue("UnrecognizedClientException"));
    }

    @Test
    void inMemoryThereIsNothingToCheck() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        EcsSimulator.builder().inMemory(true).credentials(KEY).start())
                .withMessageContaining("leave out");
    }
}
