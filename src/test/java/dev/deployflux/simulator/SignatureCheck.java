package dev.deployflux.simulator;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Refuses requests that aren't signed by the one who may call, here, now; in the words of AWS. */
final class SignatureCheck {

    private static final String SERVICE = "ecs";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    private final AwsCredentials credentials;
    private final String region;
    private final Clock clock;

    SignatureCheck(AwsCredentials credentials, String region, Clock clock) {
        this.credentials = credentials;
        this.region = region;
        this.clock = clock;
    }

    /** Why the request is refused, or nothing. */
    Optional<EcsError> refusal(WireRequest request) {
        try {
            check(request);
            return Optional.empty();
        } catch (EcsRefusal refusal) {
            return Optional.of(refusal.error());
        }
    }

    private void check(WireRequest request) {
        String header = request.headers().get("authorization");
        if (header == null || !Authorization.isSignature(header)) {
            throw refused("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Authorization authorization = Authorization.of(header);
        String timestamp = timestamp(request, header);
        checkKey(authorization.accessKeyId(), request);
        checkScope(authorization.scope(), timestamp);
        checkTime(timestamp);
        checkSignedHeaders(authorization.signedHeaders(), request);
        String due = SigV4.signature(
                request,
                authorization.signedHeaders(),
                timestamp,
                authorization.scope(),
                credentials.secretAccessKey());
        if (!due.equals(authorization.signature())) {
            throw invalid(
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
    }

    private static String timestamp(WireRequest request, String header) {
        String timestamp = request.headers().get("x-amz-date", request.headers().get("date"));
        if (timestamp == null) {
            throw Authorization.incomplete(
                            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
                            header)
                    .asRefusal();
        }
        try {
            var unused = TIMESTAMP.parse(timestamp, Instant::from);
        } catch (DateTimeException e) {
            throw Authorization.incomplete(("Date must be in ISO-8601 'basic format'. Got '%s'."
                                    + " See http://en.wikipedia.org/wiki/ISO_8601")
                            .formatted(timestamp))
                    .asRefusal();
        }
        return timestamp;
    }

    /** With the token of a session, which only temporary credentials have. */
    private void checkKey(String accessKeyId, WireRequest request) {
        String token = credentials instanceof AwsSessionCredentials session ? session.sessionToken() : null;
        String given = request.headers().get("x-amz-security-token");
        if (!accessKeyId.equals(credentials.accessKeyId())
                || !Optional.ofNullable(token).equals(Optional.ofNullable(given))) {
            throw refused("UnrecognizedClientException", "The security token included in the request is invalid.");
        }
    }

    private void checkScope(String scope, String timestamp) {
        String[] parts = scope.split("/", -1);
        if (parts.length != 4) {
            throw Authorization.incomplete(
                            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term,"
                                    + " got 'keyid/%s'".formatted(scope))
                    .asRefusal();
        }
        if (!timestamp.startsWith(parts[0] + "T")) {
            throw invalid(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s'"
                                    .formatted(parts[0])
                            + " != '%s', from '%s'.".formatted(timestamp.substring(0, 8), timestamp));
        }
        if (!parts[1].equals(region)) {
            throw invalid("Credential should be scoped to a valid region.");
        }
        if (!parts[2].equals(SERVICE)) {
            throw invalid("Credential should be scoped to correct service: '%s'.".formatted(SERVICE));
        }
        if (!parts[3].equals(SigV4.TERMINATOR)) {
            throw invalid("Credential should be scoped with a valid terminator: '%s', not '%s'."
                    .formatted(SigV4.TERMINATOR, parts[3]));
        }
    }

    private void checkTime(String timestamp) {
        Instant signed = TIMESTAMP.parse(timestamp, Instant::from);
        // What is signed has no fractions, and neither has what is said of it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (signed.isBefore(now.minus(SKEW))) {
            throw invalid("Signature expired: %s is now earlier than %s (%s - 5 min.)"
                    .formatted(timestamp, TIMESTAMP.format(now.minus(SKEW)), TIMESTAMP.format(now)));
        }
        if (signed.isAfter(now.plus(SKEW))) {
            throw invalid("Signature not yet current: %s is still later than %s (%s + 5 min.)"
                    .formatted(timestamp, TIMESTAMP.format(now.plus(SKEW)), TIMESTAMP.format(now)));
        }
    }

    /** The host, and all that is AWS's own, or others could change it on the way. */
    private static void checkSignedHeaders(List<String> signed, WireRequest request) {
        if (!signed.contains("host")) {
            throw unsigned("'Host' or ':authority'");
        }
        for (String header : request.headers().names()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                throw unsigned("'%s'".formatted(name));
            }
        }
    }

    private static EcsRefusal unsigned(String name) {
        return invalid(name + " must be a 'SignedHeader' in the AWS Authorization.");
    }

    private static EcsRefusal invalid(String why) {
        return refused("InvalidSignatureException", why);
    }

    private static EcsRefusal refused(String code, String message) {
        return new EcsError(code, message, 400).asRefusal();
    }
}
