package dev.deployflux.micrometer;

import java.util.Locale;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** How a call has ended, in few words. */
enum CallOutcome {
    SUCCESS,

    /** ECS has refused it because there are too many. */
    THROTTLED,

    /** ECS has answered with another error. */
    REFUSED,

    /** There was no answer, or none that can be read. */
    FAILED,

    /** Nobody wanted the answer any more. */
    CANCELLED;

    static CallOutcome of(Throwable error) {
        if (error instanceof SdkServiceException refusal) {
            return refusal.isThrottlingException() ? THROTTLED : REFUSED;
        }
        return FAILED;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
