package dev.deployflux;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * A refusal by which the SDK has set its clock, so that the next call is signed with the right time. The exception itself
 * tells no more: the SDK's own {@code isClockSkewException()} is false once a call has ended, though it was true of the
 * attempt, since the offset that it compares with is left out of the last copy.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html">Common errors of the ECS API</a>
 */
final class SkewedClock {

    /** The SDK sets its clock from this difference on. */
    private static final Duration SKEWED = Duration.ofMinutes(4);

    private static final Set<String> CODES =
            Set.of("InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure");

    private SkewedClock() {}

    static boolean isReasonOf(SdkServiceException answer) {
        AwsErrorDetails details = answer instanceof AwsServiceException refusal ? refusal.awsErrorDetails() : null;
        return answer.isClockSkewException()
                || (details != null
                        && details.errorCode() != null
                        && CODES.contains(details.errorCode())
                        && isFarFromNow(date(details)));
    }

    private static boolean isFarFromNow(@Nullable Instant serverTime) {
        return serverTime != null
                && Duration.between(serverTime, Instant.now()).abs().compareTo(SKEWED) >= 0;
    }

    private static @Nullable Instant date(AwsErrorDetails details) {
        try {
            return Optional.ofNullable(details.sdkHttpResponse())
                    .flatMap(response -> response.firstMatchingHeader("Date"))
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
