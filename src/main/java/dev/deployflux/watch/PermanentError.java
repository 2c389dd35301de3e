package dev.deployflux.watch;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * An answer that says that the request is at fault, so that the same request will fail again. What a clock or
 * credentials are at fault for is none: clocks are set right, and credentials are renewed, while somebody waits.
 */
final class PermanentError {

    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;

    /** The SDK's own codes for a skewed clock; it counts the last three only if the answer's {@code Date} is far off. */
    private static final Set<String> CLOCK = Set.of(
            "RequestTimeTooSkewed",
            "RequestExpired",
            "RequestInTheFuture",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "AuthFailure");

    /** Credentials whose time is over, or that AWS doesn't know, as it may not know new ones everywhere yet. */
    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "InvalidToken",
            "TokenRefreshRequired",
            "UnrecognizedClientException");

    /** The SDK's own codes for what it tries again, whatever their HTTP status is. */
    private static final Set<String> PASSING =
            Set.of("InternalError", "PriorRequestNotComplete", "RequestTimeout", "RequestTimeoutException");

    private PermanentError() {}

    static boolean is(Throwable error) {
        return error instanceof SdkServiceException refused
                && refused.statusCode() >= 400
                && refused.statusCode() < 500
                && refused.statusCode() != TIMED_OUT
                && refused.statusCode() != TOO_MANY
                && !refused.isThrottlingException()
                && !refused.retryable()
                && !mayPass(refused);
    }

    private static boolean mayPass(SdkServiceException refused) {
        AwsErrorDetails details = refused instanceof AwsServiceException aws ? aws.awsErrorDetails() : null;
        String code = details == null ? null : details.errorCode();
        return code != null && (CLOCK.contains(code) || CREDENTIALS.contains(code) || PASSING.contains(code));
    }
}
