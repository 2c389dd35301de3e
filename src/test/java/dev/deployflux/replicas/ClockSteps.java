package dev.deployflux.replicas;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;

/** How wrong the clocks of replicas were, so that the times that they told can be judged. */
final class ClockSteps {

    /** The longest way that it is set. */
    static final Duration FURTHEST = Duration.ofMinutes(15);

    private static final int NANOS_OF_A_MILLISECOND = 1_000_000;

    private final List<Duration> ahead = new ArrayList<>(List.of(Duration.ZERO));

    /** Sets a replica's clock so far ahead of the truth, or behind. */
    synchronized void step(ChildReplica replica, Duration by) {
        replica.say("clock " + next(by) + " " + by.toMillis());
    }

    /** The number under which this is known from now on. */
    synchronized int next(Duration by) {
        ahead.add(by);
        return ahead.size() - 1;
    }

    /** What time it was when a {@link SteppedClock} said so. */
    synchronized Instant truth(Instant said) {
        int number = said.get(ChronoField.NANO_OF_SECOND) % NANOS_OF_A_MILLISECOND;
        return said.minusNanos(number).minus(ahead.get(number));
    }
}
