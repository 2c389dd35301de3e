package dev.deployflux.simulator;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Real time from a chosen start, stretched or squeezed. */
final class ScaledClock extends Clock {

    private final Instant start;
    private final double factor;
    private final long startNanos;
    private final ZoneId zone;

    ScaledClock(Instant start, double factor) {
        this(start, requirePositive(factor), System.nanoTime(), ZoneOffset.UTC);
    }

    private ScaledClock(Instant start, double factor, long startNanos, ZoneId zone) {
        this.start = start;
        this.factor = factor;
        this.startNanos = startNanos;
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

    @Override
    public Instant instant() {
        return start.plusNanos((long) ((System.nanoTime() - startNanos) * factor));
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new ScaledClock(start, factor, startNanos, other);
    }
}
