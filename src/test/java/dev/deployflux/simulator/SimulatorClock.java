package dev.deployflux.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's time: scripted deployments move on it, tokens expire by it and throttling refills with it.
 *
 * <p>A {@linkplain #held(Instant) held} clock moves only when a test says so, which makes every answer repeatable;
 * {@link #system()} and {@link #running(Instant, double)} are for demonstrations. Latencies and pauses of faults are
 * not on this clock: they pass in real time. Safe for use by many threads.
 */
public final class SimulatorClock extends Clock {

    /** Where a held clock stands unless told otherwise. */
    static final Instant DEFAULT_START = Instant.parse("2026-01-15T12:00:00Z");

    private final Clock base;
    private final AtomicReference<Duration> advanced;

    private SimulatorClock(Clock base, AtomicReference<Duration> advanced) {
        this.base = base;
        this.advanced = advanced;
    }

    /** A clock that stands at {@code start} until {@link #advance(Duration)} moves it. */
    public static SimulatorClock held(Instant start) {
        return over(Clock.fixed(start, ZoneOffset.UTC));
    }

    /** The computer's own time. {@link #advance(Duration)} puts it ahead. */
    public static SimulatorClock system() {
        return over(Clock.systemUTC());
    }

    /**
     * A clock that begins at {@code start} and passes {@code factor} seconds in each real second.
     *
     * @param factor more than 0; 60 makes a minute of each second
     */
    public static SimulatorClock running(Instant start, double factor) {
        return over(new ScaledClock(start, factor));
    }

    /**
     * Moves the clock ahead. Nothing happens by itself: the next call sees the deployments as they then are.
     *
     * @param duration not negative
     * @return this clock
     */
    public SimulatorClock advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "Time only goes forward: advance by zero or more, not by %s".formatted(duration));
        }
        advanced.accumulateAndGet(duration, Duration::plus);
        return this;
    }

    /**
     * Changes the speed of a {@linkplain #running(Instant, double) running} clock, from this moment on. Time neither jumps
     * nor goes back.
     *
     * @param factor seconds in each real second, more than 0
     * @return this clock
     * @throws IllegalStateException if this clock is held, or the computer's
     */
    public SimulatorClock speed(double factor) {
        scaled().speed(factor);
        return this;
    }

    /**
     * How fast a {@linkplain #running(Instant, double) running} clock is.
     *
     * @return seconds in each real second
     * @throws IllegalStateException if this clock is held, or the computer's
     */
    public double speed() {
        return scaled().speed();
    }

    private ScaledClock scaled() {
        if (base instanceof ScaledClock scaled) {
            return scaled;
        }
        throw new IllegalStateException(
                "This clock has no speed of its own: start the simulator with SimulatorClock.running(start, factor)");
    }

    @Override
    public Instant instant() {
        return base.instant().plus(advanced.get());
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    /** The same time, and moved by the same {@link #advance(Duration)}, in another zone. */
    @Override
    public SimulatorClock withZone(ZoneId zone) {
        return new SimulatorClock(base.withZone(zone), advanced);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SimulatorClock that && base.equals(that.base) && advanced == that.advanced;
    }

    @Override
    public int hashCode() {
        return Objects.hash(base, System.identityHashCode(advanced));
    }

    @Override
    public String toString() {
        return "SimulatorClock[" + instant() + "]";
    }

    private static SimulatorClock over(Clock base) {
        return new SimulatorClock(base, new AtomicReference<>(Duration.ZERO));
    }
}
