package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * The values of a {@link DeploymentWatcherBuilder}, which documents them.
 *
 * @param timers has threads that nobody may block
 * @param calls has threads for all that may block: what users wrote
 */
record WatchOptions(
        Duration interval,
        Duration idleInterval,
        double jitter,
        Duration since,
        Duration overlap,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration callTimeout,
        Duration lookupInterval,
        int concurrency,
        Duration grace,
        Duration outcomeTimeout,
        Scheduler timers,
        Scheduler calls,
        InstantSource clock,
        DoubleSupplier random,
        Listeners listeners,
        Exclusions exclusions) {

    /** That duration, made longer or shorter by the jitter. */
    Duration jittered(Duration duration) {
        double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    /** The pause after so many failures in a row. */
    Duration backoff(int failures) {
        Duration pause = firstBackoff;
        for (int i = 1; i < failures && pause.compareTo(maxBackoff) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return jittered(pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff);
    }

    /**
     * What the clock, as it is set now, would have said at that time of the scheduler; in milliseconds, as the one goes
     * on between the look at it and that at the other.
     */
    Instant instantOf(long nanos) {
        return clock.instant().minusNanos(now() - nanos).truncatedTo(ChronoUnit.MILLIS);
    }

    /** For what has no threads of its own yet. */
    Scheduler scheduler() {
        return calls;
    }

    /** The time of the timers, in nanoseconds. */
    long now() {
        return timers.now(TimeUnit.NANOSECONDS);
    }
}
