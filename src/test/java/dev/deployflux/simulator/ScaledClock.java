package dev.deployflux.simulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Real time from a chosen start, stretched or squeezed, by another factor at any moment. */
final class ScaledClock extends Clock {

    /** From a moment on, so many seconds pass in each real second. */
    private record Pace(Instant start, long startNanos, double factor) {

        Instant at(long nanos) {
            return start.plusNanos((long) ((nanos - startNanos) * factor));
        }
    }

    /** What views in other zones have in common. */
    private static final class Shared {
        private volatile Pace pace;

        Shared(Pace pace) {
            this.pace = pace;
        }
    }

    private final LongSupplier nanoTime;
    private final Shared shared;
    private final ZoneId zone;

    ScaledClock(Instant start, double factor) {
        this(start, factor, System::nanoTime);
    }

    ScaledClock(Instant start, double factor, LongSupplier nanoTime) {
        this(nanoTime, new Shared(new Pace(start, nanoTime.getAsLong(), requirePositive(factor))), ZoneOffset.UTC);
    }

    private ScaledClock(LongSupplier nanoTime, Shared shared, ZoneId zone) {
        this.nanoTime = nanoTime;
        this.shared = shared;
        this.zone = zone;
    }

    private static double requirePositive(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    "A running clock needs a factor above 0, such as 60 for a minute each second; not %s"
                            .formatted(factor));
        }
        return factor;
    }

    /** From the present moment on; time neither jumps nor goes back. */
    void speed(double factor) {
        requirePositive(factor);
        synchronized (shared) {
            long now = nanoTime.getAsLong();
            shared.pace = new Pace(shared.pace.at(now), now, factor);
        }
    }

    double speed() {
        return shared.pace.factor();
    }

    @Override
    public Instant instant() {
        return shared.pace.at(nanoTime.getAsLong());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new ScaledClock(nanoTime, shared, other);
    }
}
