package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What a {@link DeploymentWatcherBuilder} fills, whose methods document the values. Each watcher has a copy, which nobody
 * changes.
 */
final class WatchOptions implements Cloneable {

    /** A century, which is as good as never. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    Duration interval = Duration.ofSeconds(10);
    Duration idleInterval = Duration.ofMinutes(1);
    boolean idleIntervalIsSet;
    double jitter = 0.1;
    Duration since = Duration.ofDays(1);
    Duration overlap = Duration.ofMinutes(5);
    Duration firstBackoff = Duration.ofSeconds(5);
    Duration maxBackoff = Duration.ofMinutes(5);
    Duration callTimeout = Duration.ofMinutes(1);
    Duration lookupInterval = Duration.ofMinutes(5);
    boolean details = true;

    /** {@code null} if all services are listed every idle interval. */
    @Nullable
    ServiceFingerprints detector;

    /** {@code null} if nobody gives any. */
    @Nullable
    Publisher<? extends ServiceRef> hints;

    /** How often at most a deployment is told of that only counts on. */
    Duration progressFloor = Duration.ofSeconds(30);

    int concurrency = 8;
    Duration grace = Duration.ofSeconds(30);
    int eventLog = 2_000;
    Duration outcomeTimeout = Duration.ofHours(1);

    /** Runs timers, on threads that nobody may block. */
    Scheduler timers = Schedulers.parallel();

    /** Runs calls, on threads that may be blocked: users wrote what is called. */
    Scheduler calls = Schedulers.boundedElastic();

    InstantSource clock = InstantSource.system();
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    Listeners listeners = Listeners.NONE;
    Exclusions exclusions = Exclusions.NONE;

    /**
     * A copy in which nothing is left open.
     *
     * @throws IllegalArgumentException if the idle interval was set to less than the interval, or a detector's to less than that
     */
    WatchOptions complete() {
        boolean isShort = idleInterval.compareTo(interval) < 0;
        if (idleIntervalIsSet && isShort) {
            throw new IllegalArgumentException(
                    "idleInterval is " + idleInterval + ", less than interval, which is " + interval
                            + ": a service that deploys is polled more often; give as much at least, or a shorter interval");
        }
        WatchOptions copy = clone();
        copy.idleInterval = isShort ? interval : idleInterval;
        if (detector != null && detector.listEvery.compareTo(copy.idleInterval) < 0) {
            throw new IllegalArgumentException(
                    "listEvery is " + detector.listEvery + ", less than idleInterval, which is " + copy.idleInterval
                            + ": a detector is there to list less often; give as much at least, or none");
        }
        copy.details = SdkSupport.details(details);
        copy.detector = SdkSupport.detector(detector != null) ? detector : null;
        return copy;
    }

    @Override
    protected WatchOptions clone() {
        try {
            return (WatchOptions) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** The duration, made longer or shorter by the jitter. */
    Duration jittered(Duration duration) {
        double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }

    /** The duration, made longer by the jitter at most: what shares its calls keeps to a number of calls in it. */
    Duration lengthened(Duration duration) {
        return lengthened(duration, 0, jitter);
    }

    /** Likewise by the one share at least, and up to the other more. */
    Duration lengthened(Duration duration, double least, double more) {
        return Duration.ofNanos((long) (duration.toNanos() * (1 + least + more * random.getAsDouble())));
    }

    /** The time from one pass over a service to the next if nothing about it seems to have changed. */
    Duration listInterval() {
        return detector == null ? idleInterval : detector.listEvery;
    }

    /** How much longer than the idle interval a service may not be listed that is looked at; zero without a detector. */
    Duration betweenLists() {
        return detector == null
                ? Duration.ZERO
                : Duration.ofNanos((long) (detector.listEvery.toNanos() * (1 + jitter)))
                        .minus(idleInterval);
    }

    /** Nanoseconds at random, less than the duration. */
    long spread(Duration duration) {
        return (long) (random.getAsDouble() * duration.toNanos());
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

    /** The time of the timers, in nanoseconds. */
    long now() {
        return timers.now(TimeUnit.NANOSECONDS);
    }

    /** What is longer may not be counted in nanoseconds, least of all when it is added to now. */
    static Duration countable(Duration duration) {
        return duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
    }

    /** Refuses what isn't long enough to be counted in milliseconds. */
    static Duration positive(String name, Duration duration, String example) {
        require(
                duration.compareTo(Duration.ofMillis(1)) >= 0,
                name + " is " + duration + ": write a millisecond or more, such as " + example);
        return countable(duration);
    }

    /** Refuses what is less than none. */
    static Duration notNegative(String name, Duration duration, String meaning) {
        require(!duration.isNegative(), name + " is " + duration + ", but it is " + meaning);
        return countable(duration);
    }

    void setBackoff(Duration first, Duration max) {
        Duration checked = positive("backoff's first", first, "Duration.ofSeconds(5)");
        require(
                max.compareTo(first) >= 0,
                "backoff's max is " + max + ", less than its first, " + first
                        + ": the pause grows from first to max; give as much at least, or a shorter first");
        firstBackoff = checked;
        maxBackoff = countable(max);
    }

    static double jitter(double share) {
        require(
                share >= 0 && share <= 0.5,
                "jitter is " + share
                        + ", but it is a share of the interval: write 0 for none, 0.1 for a tenth; 0.5 at most");
        return share;
    }

    static int concurrency(int passes) {
        require(
                passes >= 1,
                "concurrency is " + passes
                        + ", but it counts passes under way at once: write 1 for one after another, or more");
        return passes;
    }

    static int eventLog(int events) {
        require(
                events >= 1 && events <= 1_000_000,
                "eventLog is " + events
                        + ", but it counts the events that are kept: write 1 to 1,000,000, such as 2,000");
        return events;
    }

    /** A fatal error, thrown by Reactor to a scheduler's thread, would stop a watch where nobody sees it. */
    static InstantSource guarded(InstantSource clock) {
        return () -> {
            try {
                return Objects.requireNonNull(clock.instant(), "the clock's instant");
            } catch (Throwable e) {
                throw new IllegalStateException(
                        "the watcher's clock has thrown: give DeploymentWatcherBuilder.clock one that tells the time",
                        e);
            }
        };
    }
}
