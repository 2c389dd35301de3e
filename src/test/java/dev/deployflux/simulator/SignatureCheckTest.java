package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Requests whose signature fits to them, but which must not be signed so. */
class SignatureCheckTest {

    private static final AwsCredentials KEY = AwsBasicCredentials.create("AKIDEXAMPLE", "sesame");
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final String AT_NOON = "20260115T120000Z";
    private static final String SCOPE = "20260115/eu-central-1/ecs/aws4_request";
    private static final String ALL = "host;x-amz-date;x-amz-target";

    private final HttpHeaders headers = new DefaultHttpHeaders()
            .add("Host", "ecs.test")
            .add("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListClusters")
            .add("X-Amz-Date", AT_NOON);

    /** The code and the words, or nothing. */
    private String refusal(Duration sinceNoon, String timestamp, String scope, String signedHeaders) {
        WireRequest request = new WireRequest("POST", "/", headers, new byte[0]);
        String signature =
                SigV4.signature(request, List.of(signedHeaders.split(";")), timestamp, scope, KEY.secretAccessKey());
        headers.set(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(KEY.accessKeyId(), scope, signedHeaders, signature));
        return refusal(sinceNoon, request);
    }

    private static String refusal(Duration sinceNoon, WireRequest request) {
        Clock clock = Clock.fixed(NOON.plus(sinceNoon), ZoneOffset.UTC);
        return new SignatureCheck(KEY, "eu-central-1", clock)
                .refusal(request)
                .map(error -> error.code() + ": " + error.message())
                .orElse("");
    }

    @Test
    void whatIsSignedRightlyIsAccepted() {
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, ALL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20260114/eu-central-1/ecs/aws4_request \
            | Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
            "20260114" != "20260115", from "20260115T120000Z".
            2026011/eu-central-1/ecs/aws4_request \
            | Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
            "2026011" != "20260115", from "20260115T120000Z".
            20260115/eu-west-1/ecs/aws4_request    | Credential should be scoped to a valid region.
            20260115/eu-central-1/ec2/aws4_request | Credential should be scoped to correct service: "ecs".
            20260115/eu-central-1/ecs/aws3_request \
            | Credential should be scoped with a valid terminator: "aws4_request", not "aws3_request".
            """)
    void anotherScopeIsRefused(String scope, String why) {
        assertThat(refusal(Duration.ZERO, AT_NOON, scope, ALL))
                .isEqualTo("InvalidSignatureException: " + why.replace('"', '\''));
    }

    @Test
    void theHostAndWhatIsAwssOwnMustBeSigned() {
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "x-amz-date;x-amz-target"))
                .isEqualTo("InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS"
                        + " Authorization.");
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "host;x-amz-date"))
                .isEqualTo("InvalidSignatureException: 'x-amz-target' must be a 'SignedHeader' in the AWS"
                        + " Authorization.");
    }

    @Test
    void aKeyThatIsNotOfASessionHasNoToken() {
        headers.add("X-Amz-Security-Token", "token");

        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "host;x-amz-date;x-amz-security-token;x-amz-target"))
                .isEqualTo("UnrecognizedClientException: The security token included in the request is invalid.");
    }

    /** Else a refusal would say that a time is earlier than itself. */
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.001S", "PT0.999999999S"})
    void fractionsOfASecondDoNotCount(Duration sinceNoon) {
        headers.set("X-Amz-Date", "20260115T115500Z");
        assertThat(refusal(sinceNoon, "20260115T115500Z", SCOPE, ALL)).isEmpty();
        headers.set("X-Amz-Date", "20260115T120500Z");
        assertThat(refusal(sinceNoon, "20260115T120500Z", SCOPE, ALL)).isEmpty();
        headers.set("X-Amz-Date", "20260115T115459Z");
        assertThat(refusal(sinceNoon, "20260115T115459Z", SCOPE, ALL))
                .isEqualTo("InvalidSignatureException: Signature expired: 20260115T115459Z is now earlier than"
                        + " 20260115T115500Z (20260115T120000Z - 5 min.)");
        headers.set("X-Amz-Date", "20260115T120501Z");
        assertThat(refusal(sinceNoon, "20260115T120501Z", SCOPE, ALL))
                .isEqualTo("InvalidSignatureException: Signature not yet current: 20260115T120501Z is still later"
                        + " than 20260115T120500Z (20260115T120000Z + 5 min.)");
    }

    @Test
    void aDateWillDoForAnAmzDateIfItIsOfTheSameForm() {
        headers.remove("X-Amz-Date");
        headers.set("Date", AT_NOON);
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "date;host;x-amz-target"))
                .isEmpty();

        headers.set("Date", "Thu, 15 Jan 2026 12:00:00 GMT");
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "date;host;x-amz-target"))
                .isEqualTo("IncompleteSignatureException: Date must be in ISO-8601 'basic format'."
                        + " Got 'Thu, 15 Jan 2026 12:00:00 GMT'. See http://en.wikipedia.org/wiki/ISO_8601");

        headers.set("X-Amz-Date", AT_NOON);
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, "date;host;x-amz-date;x-amz-target"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AWS4-HMAC-SHA512           | IncompleteSignatureException: Unsupported AWS "algorithm": "AWS4-HMAC-SHA512".
            AWS4-ECDSA-P256-SHA256     | IncompleteSignatureException: Unsupported AWS "algorithm": "AWS4-ECDSA-P256-SHA256".
            AWS4-HMAC-SHA256,          | IncompleteSignatureException: Unsupported AWS "algorithm": "AWS4-HMAC-SHA256,".
            Bearer                     | MissingAuthenticationTokenException: Missing Authentication Token
            """)
    void anotherAlgorithmIsUnsupported(String algorithm, String refusal) {
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, ALL)).isEmpty();
        headers.set("Authorization", headers.get("Authorization").replace("AWS4-HMAC-SHA256", algorithm));

        assertThat(refusal(Duration.ZERO, new WireRequest("POST", "/", headers, new byte[0])))
                .isEqualTo(refusal.replace('"', '\''));
    }

    @Test
    void theAlgorithmEndsWithASpace() {
        assertThat(refusal(Duration.ZERO, AT_NOON, SCOPE, ALL)).isEmpty();
        headers.set("Authorization", headers.get("Authorization").replace("SHA256 ", "SHA256"));

        assertThat(refusal(Duration.ZERO, new WireRequest("POST", "/", headers, new byte[0])))
                .startsWith("IncompleteSignatureException: Authorization header requires 'Credential' parameter."
                        + " Authorization=AWS4-HMAC-SHA256Credential=");
    }
}
