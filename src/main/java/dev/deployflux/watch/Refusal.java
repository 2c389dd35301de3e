package dev.deployflux.watch;

import software.amazon.awssdk.core.exception.SdkServiceException;

/** An answer that says that the request is at fault, so that the same request will fail again. */
final class Refusal {

    private static final int TIMED_OUT = 408;
    private static final int TOO_MANY = 429;

    private Refusal() {}

    static boolean is(Throwable error) {
        return error instanceof SdkServiceException refused
                && refused.statusCode() >= 400
                && refused.statusCode() < 500
                && refused.statusCode() != TIMED_OUT
                && refused.statusCode() != TOO_MANY
                && !refused.isThrottlingException()
                && !refused.retryable();
    }
}
