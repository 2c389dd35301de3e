package dev.deployflux.javascript;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The simulator's check of signatures, by two other signers: the JavaScript SDK's, and aws4. */
@JavaScriptTest
class SignaturesFromJavaScriptTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, String> KEY =
            Map.of("accessKeyId", "ASIAEXAMPLE", "secretAccessKey", "sesame", "sessionToken", "token");
    private static final Map<String, Object> QUERY = Map.of("cluster", "prod", "service", "wéb ~*'\"");
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private JavaScriptSdk sdk;
    private EcsSimulator ecs = start(Clock.systemUTC());

    @BeforeEach
    void take(JavaScriptSdk sdk) {
        this.sdk = sdk;
    }

    private static EcsSimulator start(Clock clock) {
        EcsSimulator ecs = EcsSimulator.builder()
                .credentials(AwsSessionCredentials.create("ASIAEXAMPLE", "sesame", "token"))
                .httpClock(clock)
                .start();
        ecs.cluster("prod").service("web").history(3);
        return ecs;
    }

    private void restart(Clock clock) {
        ecs.close();
        ecs = start(clock);
    }

    @AfterEach
    void close() {
        ecs.close();
    }

    private static Map<String, String> with(String member, String value) {
        Map<String, String> other = new HashMap<>(KEY);
        other.put(member, value);
        return other;
    }

    private @Nullable Failure failure(int attempts, String region, Map<String, String> credentials) {
        try (JavaScriptSdk.Client client = sdk.client(ecs, attempts, PATIENCE, region, credentials)) {
            Told told = client.call(Operation.LIST_SERVICE_DEPLOYMENTS, Map.of("cluster", "prod", "service", "web"))
                    .join();
            if (told.failure() == null) {
                assertThat(Rows.arns(told)).hasSize(3);
            }
            return told.failure();
        }
    }

    private void assertRefused(@Nullable Failure failure, String name, String message) {
        assertThat(requireNonNull(failure).name()).isEqualTo(name);
        assertThat(failure.message()).startsWith(message);
        assertThat(failure.status()).isEqualTo(400);
    }

    @Test
    void whatTheJavaScriptSdkSignsIsAccepted() {
        assertThat(failure(1, "eu-central-1", KEY)).isNull();
    }

    @Test
    void itsUsersSeeWhatIsWrong() {
        assertRefused(
                failure(1, "eu-central-1", with("secretAccessKey", "simsalabim")),
                "InvalidSignatureException",
                "The request signature we calculated does not match");
        assertRefused(
                failure(1, "eu-central-1", with("accessKeyId", "AKIDOTHER")),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertRefused(
                failure(1, "eu-central-1", with("sessionToken", "other")),
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        assertRefused(
                failure(1, "us-east-1", KEY),
                "InvalidSignatureException",
                "Credential should be scoped to a valid region.");
    }

    @Test
    void itSetsItsClockByTheAnswerToo() {
        restart(Clock.offset(Clock.systemUTC(), Duration.ofHours(3)));

        assertRefused(failure(1, "eu-central-1", KEY), "InvalidSignatureException", "Signature expired: ");
        assertThat(failure(2, "eu-central-1", KEY)).isNull();
    }

    @Test
    void whatAws4SignsIsJudgedAlike() {
        restart(Clock.fixed(NOON, ZoneOffset.UTC));

        assertThat(post("eu-central-1", KEY, "20260115T115500Z")).containsEntry("__type", "ServiceNotFoundException");
        assertThat(post("eu-central-1", KEY, "20260115T120500Z")).containsEntry("__type", "ServiceNotFoundException");
        assertThat(post("eu-central-1", KEY, "20260115T115459Z"))
                .containsEntry("__type", "InvalidSignatureException")
                .containsEntry(
                        "message",
                        "Signature expired: 20260115T115459Z is now earlier than 20260115T115500Z"
                                + " (20260115T120000Z - 5 min.)");
        assertThat(post("eu-central-1", KEY, "20260115T120501Z"))
                .containsEntry("__type", "InvalidSignatureException")
                .containsEntry(
                        "message",
                        "Signature not yet current: 20260115T120501Z is still later than 20260115T120500Z"
                                + " (20260115T120000Z + 5 min.)");
        assertThat(post("eu-west-1", KEY, "20260115T120000Z")).containsEntry("__type", "InvalidSignatureException");
        assertThat(post("eu-central-1", with("secretAccessKey", "simsalabim"), "20260115T120000Z"))
                .containsEntry("__type", "InvalidSignatureException");
        assertThat(post("eu-central-1", with("accessKeyId", "AKIDOTHER"), "20260115T120000Z"))
                .containsEntry("__type", "UnrecognizedClientException");
    }

    private Map<String, Object> post(String region, Map<String, String> credentials, String date) {
        return sdk.post(ecs, Operation.LIST_SERVICE_DEPLOYMENTS, QUERY, region, credentials, date)
                .body();
    }
}
