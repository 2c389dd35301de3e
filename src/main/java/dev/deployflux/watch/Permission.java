package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Whether descriptions are permitted at all. One that is refused for a single deployment may be so for that one; after three
 * in a row, with no answer between nor within the longest backoff before, it is the call that isn't permitted, and isn't
 * tried again for the longest backoff: else each deployment in flight would be refused apart, again and again, out of the
 * quota.
 */
final class Permission {

    private static final int REFUSALS = 3;

    private final WatchOptions options;
    private int refusals;
    private @Nullable Long grantedAt;
    private @Nullable Denial denial;

    /** What the refusal was, and until when it holds, in the scheduler's nanoseconds. */
    record Denial(Throwable error, long until) {}

    Permission(WatchOptions options) {
        this.options = options;
    }

    synchronized void granted() {
        refusals = 0;
        denial = null;
        grantedAt = options.now();
    }

    /** A call that asked for one deployment was refused. */
    synchronized void refused(Throwable error) {
        boolean notAllowed = error instanceof AwsServiceException refused
                && refused.awsErrorDetails() != null
                && "AccessDeniedException".equals(refused.awsErrorDetails().errorCode());
        refusals = notAllowed ? refusals + 1 : 0;
        if (refusals >= REFUSALS && !isGrantedLately()) {
            refusals = 0;
            denial = new Denial(error, options.now() + options.maxBackoff.toNanos());
        }
    }

    private boolean isGrantedLately() {
        return grantedAt != null && options.now() - grantedAt < options.maxBackoff.toNanos();
    }

    /** What holds now; {@code null} if a call is worth a try. */
    synchronized @Nullable Denial denial() {
        return denial != null && options.now() - denial.until() < 0 ? denial : null;
    }
}
