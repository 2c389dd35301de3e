package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Which errors of a call are worth another try, and a {@link ServiceDeploymentsBuilder#pageRetry(Retry) pageRetry} that
 * tries these again. For clients that make one attempt, as those of an {@link dev.deployflux.quota.ApiQuota} should:
 *
 * <pre>{@code
 * ServiceDeployments.builder(client)
 *         .quota(quota)
 *         .pageRetry(PageRetries.transientErrors(3, Duration.ofMillis(100)))
 *         .build();
 * }</pre>
 */
public final class PageRetries {

    /** The SDK's own limit. */
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVER_ERRORS = 500;

    /** How many causes are looked at, as a chain of them may be a circle. */
    private static final int DEEPEST_CAUSE = 20;

    /** The SDK sets its clock from this difference on. */
    private static final Duration SKEWED = Duration.ofMinutes(4);

    /** The SDK's codes for refusals that may have come of a skewed clock. */
    private static final Set<String> SIGNATURE_CODES =
            Set.of("InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure");

    private PageRetries() {}

    /**
     * Tries a page again if its error is {@linkplain #isTransient transient}, after pauses that double from
     * {@code firstBackoff} up to 20 seconds, each longer or shorter by up to a half at random. Other errors pass at once.
     *
     * <p>Calls are made anew on Reactor's {@code boundedElastic} scheduler, as a credentials provider may block; each waits
     * for a permit of the quota, if there is one.
     *
     * @param retries how often a page is tried again at most, 1 or more; its count starts anew with each page
     * @param firstBackoff the pause before the first retry, more than zero
     * @return a retry that all subscribers may share; its last error is the call's own
     * @throws IllegalArgumentException if a number is outside its range
     */
    public static Retry transientErrors(int retries, Duration firstBackoff) {
        require(
                retries >= 1,
                "retries is " + retries
                        + ", but it counts how often a page is tried again: write 1 or more, or set no pageRetry");
        require(
                firstBackoff.compareTo(Duration.ZERO) > 0,
                "firstBackoff is " + firstBackoff
                        + ", but it is the pause before the first retry: write Duration.ofMillis(100), for example");
        // Looked up at each call, since Reactor replaces its schedulers for virtual time, and after a shutdown.
        return Retry.from(errors -> Retry.backoff(retries, firstBackoff)
                .maxBackoff(LONGEST_BACKOFF.compareTo(firstBackoff) > 0 ? LONGEST_BACKOFF : firstBackoff)
                .scheduler(Schedulers.boundedElastic())
                .filter(PageRetries::isTransient)
                .generateCompanion(errors));
    }

    /**
     * Whether the same call may succeed soon. For a {@code Retry} of one's own:
     * {@code Retry.backoff(5, Duration.ofSeconds(1)).filter(PageRetries::isTransient)}.
     *
     * <p>These are transient: throttling; an answer with a status of 500 or more, or 408; a connection that couldn't be
     * made, was reset or timed out; an answer that broke off; a call or an attempt that took too long; a clock that is
     * wrong, since the SDK has set its own by the refusal; and what the SDK calls retryable. Other refusals aren't, such as
     * {@code AccessDeniedException} or {@code ServiceNotFoundException}, nor are credentials that are missing, wrong or
     * expired.
     *
     * @param error as a call's stream ends with; its causes are looked at too
     * @return whether to try again
     */
    public static boolean isTransient(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SdkServiceException answer) {
                return isTransientAnswer(answer);
            }
            if (isTransientItself(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isTransientAnswer(SdkServiceException answer) {
        return answer.isThrottlingException()
                || isOfSkewedClock(answer)
                || answer.retryable()
                || answer.statusCode() >= SERVER_ERRORS
                || answer.statusCode() == REQUEST_TIMEOUT;
    }

    /**
     * Whether the SDK has set its clock by this refusal, so that the next call is signed with the right time. The SDK's own
     * {@code isClockSkewException()} is false once a call has ended, though it was true of the attempt, since the offset that
     * it compares with is left out of the last copy.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html">Common errors of the ECS API</a>
     */
    private static boolean isOfSkewedClock(SdkServiceException answer) {
        AwsErrorDetails details = answer instanceof AwsServiceException refusal ? refusal.awsErrorDetails() : null;
        return answer.isClockSkewException()
                || (details != null
                        && details.errorCode() != null
                        && SIGNATURE_CODES.contains(details.errorCode())
                        && isFarFromNow(details.sdkHttpResponse()));
    }

    private static boolean isFarFromNow(@Nullable SdkHttpResponse response) {
        try {
            return Optional.ofNullable(response)
                    .flatMap(answered -> answered.firstMatchingHeader("Date"))
                    .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
                    .map(date -> Duration.between(date, Instant.now()).abs())
                    .filter(difference -> difference.compareTo(SKEWED) >= 0)
                    .isPresent();
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTransientItself(@Nullable Throwable cause) {
        return cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || (cause instanceof SdkException failure && failure.retryable());
    }
}
