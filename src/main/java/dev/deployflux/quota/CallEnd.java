package dev.deployflux.quota;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What the end of a call tells about the bucket.
 *
 * @param succeeded whether ECS answered it
 * @param throttled whether it failed because ECS's bucket was empty
 * @param attempts how many requests it made, as far as is known: the SDK tells only of calls that failed
 */
record CallEnd(boolean succeeded, boolean throttled, int attempts) {

    static final CallEnd SUCCESS = new CallEnd(true, false, 1);

    /** A cancelled call may have arrived, so it counts. */
    static final CallEnd CANCELLED = new CallEnd(false, false, 1);

    /** How many causes are looked at: futures and retries wrap an error once or twice, and a chain may be a circle. */
    private static final int DEEPEST_CAUSE = 20;

    static CallEnd of(Throwable error) {
        boolean throttled = false;
        int attempts = 1;
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof SdkException failure && failure.numAttempts() != null) {
                attempts = Math.max(attempts, failure.numAttempts());
            }
            throttled |= cause instanceof SdkServiceException refusal && refusal.isThrottlingException();
            cause = cause.getCause();
        }
        return new CallEnd(false, throttled, attempts);
    }
}
