package dev.deployflux.watch;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What time it is for the windows of a watch: the clock's reading when the watch began, plus what has passed since on the
 * scheduler. So a step of this machine's clock moves no window.
 *
 * <p>The scheduler's time stands still while this machine is suspended, and a clock may be set right after the start.
 * Either is made good without trusting the clock alone. Later is what a creation proves that ECS lists and that the
 * clock takes for past: {@link #listed}. Earlier is what the clock says, where a window must not be too short:
 * {@link #windowEnd}. Not thread-safe.
 */
final class SteadyTime {

    private final long since;
    private Instant then;

    /**
     * Begins now.
     *
     * @param clock what the clock says
     * @param now in the scheduler's nanoseconds, as everywhere here
     */
    SteadyTime(Instant clock, long now) {
        this.then = clock;
        this.since = now;
    }

    /** What time it was or will be. */
    Instant at(long nanos) {
        return then.plusNanos(nanos - since);
    }

    /**
     * The time from which a window reaches back: the earlier of two, as a window that is too long costs memory, while one
     * that is too short misses deployments.
     *
     * @param clock what the clock said at that time
     */
    Instant windowEnd(long nanos, Instant clock) {
        return earlier(at(nanos), clock);
    }

    /**
     * A pass that began at a time has listed these.
     *
     * @param clock what the clock said at that time
     */
    void listed(List<ServiceDeploymentBrief> rows, long began, Instant clock) {
        Instant latest = at(began);
        for (ServiceDeploymentBrief row : rows) {
            Instant createdAt = row.createdAt();
            if (createdAt != null && createdAt.isAfter(latest) && !createdAt.isAfter(clock)) {
                latest = createdAt;
                then = createdAt.minusNanos(began - since);
            }
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
