package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** The arithmetic by the specification's examples, and the check against the SDK's own signer. */
class SigV4Test {

    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final String REGION = "eu-central-1";
    private static final String PLAINEST = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

    @Example
    void theSpecificationsPlainestExample() {
        HttpHeaders headers =
                new DefaultHttpHeaders().add("Host", "example.amazonaws.com").add("X-Amz-Date", "20150830T123600Z");

        assertThat(signature(headers, "host", "x-amz-date")).isEqualTo(PLAINEST);
    }

    @Example
    void theSpecificationsExampleOfAHeaderThatRepeats() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "example.amazonaws.com")
                .add("My-Header1", "value2")
                .add("My-Header1", "value2")
                .add("My-Header1", "value1")
                .add("X-Amz-Date", "20150830T123600Z");

        assertThat(signature(headers, "host", "my-header1", "x-amz-date"))
                .isEqualTo("c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
    }

    @Example
    void headersAreSignedInTheOrderOfTheAlphabetHoweverTheyAreListed() {
        HttpHeaders headers =
                new DefaultHttpHeaders().add("X-Amz-Date", "20150830T123600Z").add("Host", "example.amazonaws.com");

        assertThat(signature(headers, "x-amz-date", "host")).isEqualTo(PLAINEST);
    }

    private static String signature(HttpHeaders headers, String... signed) {
        return SigV4.signature(
                new WireRequest("GET", "/", headers, new byte[0]),
                List.of(signed),
                "20150830T123600Z",
                "20150830/us-east-1/service/aws4_request",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    }

    /** What a client signs: the body, a header with spaces in it, when, and whether for a session. */
    record Letter(String body, String target, String header, int skewSeconds, AwsCredentials credentials) {

        Instant signedAt() {
            return NOW.plusSeconds(skewSeconds);
        }

        /** The request as the SDK's signer leaves it. */
        WireRequest signed() {
            SdkHttpRequest request = SdkHttpRequest.builder()
                    .method(SdkHttpMethod.POST)
                    .uri(URI.create("http://ecs.test" + target))
                    .putHeader("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListServiceDeployments")
                    .putHeader("X-Some", header)
                    .build();
            SignedRequest signed = AwsV4HttpSigner.create().sign(r -> r.identity(credentials)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ecs")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt(), ZoneOffset.UTC)));
            HttpHeaders headers = new DefaultHttpHeaders();
            signed.request().headers().forEach(headers::add);
            return new WireRequest("POST", target, headers, body.getBytes(UTF_8));
        }

        Optional<EcsError> refusalOf(WireRequest request) {
            return new SignatureCheck(credentials, REGION, Clock.fixed(NOW, ZoneOffset.UTC)).refusal(request);
        }
    }

    @Provide
    Arbitrary<Letter> letters() {
        Arbitrary<String> keys =
                Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40);
        Arbitrary<AwsCredentials> credentials = Combinators.combine(keys, keys, keys, Arbitraries.of(true, false))
                .as((id, secret, token, session) -> session
                        ? AwsSessionCredentials.create(id, secret, token)
                        : AwsBasicCredentials.create(id, secret));
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(200),
                        Arbitraries.of("/", "/?", "/?b=2&a=1", "/?a=1", "/?a-b=1&a=1", "/?a=2&a=1&b"),
                        Arbitraries.strings()
                                .withChars(" \tab,")
                                .ofMaxLength(12)
                                .map(inner -> "a" + inner + "b"),
                        Arbitraries.integers().between(-300, 300),
                        credentials)
                .as(Letter::new);
    }

    @Property
    void whatTheSdkSignsIsAccepted(@ForAll("letters") Letter letter) {
        assertThat(letter.refusalOf(letter.signed())).isEmpty();
    }

    /** One change of a signed request, wherever it may be. */
    enum Forgery {
        BODY {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                byte[] body = (new String(request.body(), UTF_8) + (char) ('a' + seed % 26)).getBytes(UTF_8);
                return new WireRequest(request.method(), request.path(), request.headers(), body);
            }
        },
        METHOD {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                return new WireRequest("PUT", request.path(), request.headers(), request.body());
            }
        },
        PATH {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                return new WireRequest(
                        request.method(), request.path() + (char) ('a' + seed % 26), request.headers(), request.body());
            }
        },
        /** A character of any header, the signature among them, becomes another. */
        HEADER {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                HttpHeaders headers = request.headers().copy();
                List<String> names = headers.names().stream().sorted().toList();
                String name = names.get(seed % names.size());
                String value = headers.get(name);
                int at = seed / 7 % value.length();
                char other = value.charAt(at) == 'z' ? 'y' : 'z';
                headers.set(name, value.substring(0, at) + other + value.substring(at + 1));
                return new WireRequest(request.method(), request.path(), headers, request.body());
            }
        },
        HEADER_GONE {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                HttpHeaders headers = request.headers().copy();
                List<String> names = headers.names().stream().sorted().toList();
                headers.remove(names.get(seed % names.size()));
                return new WireRequest(request.method(), request.path(), headers, request.body());
            }
        },
        HEADER_OF_AWS_ADDED {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                HttpHeaders headers = request.headers().copy().add("X-Amz-More", "more");
                return new WireRequest(request.method(), request.path(), headers, request.body());
            }
        },
        HEADER_TWICE {
            @Override
            WireRequest forge(WireRequest request, int seed) {
                HttpHeaders headers = request.headers().copy();
                headers.add("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.StopServiceDeployment");
                return new WireRequest(request.method(), request.path(), headers, request.body());
            }
        };

        abstract WireRequest forge(WireRequest request, int seed);
    }

    @Property
    void noSingleChangeIsAccepted(
            @ForAll("letters") Letter letter, @ForAll Forgery forgery, @ForAll("seeds") int seed) {
        WireRequest plain = new Letter(letter.body, "/", "a", letter.skewSeconds, letter.credentials).signed();

        assertThat(letter.refusalOf(forgery.forge(plain, seed))).isPresent();
    }

    @Example
    void whatIsMissingIsNamed() {
        assertIncomplete("authorization", "AWS4-HMAC-SHA256", "requires 'Credential' parameter. Authorization header");
        assertIncomplete(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260115/eu-central-1/ecs/aws4_request, Signature=0",
                "Authorization header requires 'SignedHeaders' parameter.");
        assertIncomplete(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, SignedHeaders=host, Signature=0",
                "Credential must have exactly 5 slash-delimited elements");
        assertIncomplete(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/ecs/aws4_request, SignedHeaders=host, Signature=0",
                "Credential must have exactly 5 slash-delimited elements");
        assertIncomplete("x-amz-date", null, "requires existence of either a 'X-Amz-Date'");
        assertIncomplete("x-amz-date", "20260230T120000Z", "Date must be in ISO-8601 'basic format'.");
        assertIncomplete("x-amz-date", "2026-01-15T12:00:00Z", "Date must be in ISO-8601 'basic format'.");
    }

    private static void assertIncomplete(String header, @Nullable String value, String message) {
        Letter letter = new Letter("{}", "/", "a", 0, AwsBasicCredentials.create("AKIDEXAMPLE", "sesame"));
        WireRequest request = letter.signed();
        if (value == null) {
            request.headers().remove(header);
        } else {
            request.headers().set(header, value);
        }
        assertThat(letter.refusalOf(request)).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo("IncompleteSignatureException");
            assertThat(error.message()).contains(message);
        });
    }

    @Provide
    Arbitrary<Integer> seeds() {
        return Arbitraries.integers().between(0, 100_000);
    }

    @Property
    void aSignatureIsGoodForFiveMinutesEitherWay(@ForAll("letters") Letter letter, @ForAll("far") int seconds) {
        Letter late = new Letter(letter.body, "/", "a", seconds, letter.credentials);

        assertThat(late.refusalOf(late.signed())).hasValueSatisfying(error -> assertThat(error.message())
                .startsWith(seconds < 0 ? "Signature expired: " : "Signature not yet current: "));
    }

    @Provide
    Arbitrary<Integer> far() {
        int day = (int) Duration.ofDays(1).toSeconds();
        return Arbitraries.oneOf(
                Arbitraries.integers().between(301, day), Arbitraries.integers().between(-day, -301));
    }
}
