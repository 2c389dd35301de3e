package dev.deployflux.replicas;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A replica's wall clock, which somebody sets. Each reading carries in its nanoseconds the number under which {@link ClockSteps} knows
 * how wrong it is.
 */
final class SteppedClock implements InstantSource {

    private record Step(int number, Duration ahead) {}

    private volatile Step step = new Step(0, Duration.ZERO);

    /** Sets it so far ahead of the truth, or behind. */
    void set(int number, Duration ahead) {
        step = new Step(number, ahead);
    }

    @Override
    public Instant instant() {
        Step now = step;
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(now.ahead).plusNanos(now.number);
    }
}
