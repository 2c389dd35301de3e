package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How EventBridge delivers to one of its targets: at least once in its own words, late and in no order, and some of the
 * time not at all. The same seed does the same with the same events. Immutable.
 */
public final class EventDelivery {

    private static final EventDelivery PROMPT = new EventDelivery(0, Duration.ZERO, 0, 0);

    private final long seed;
    private final Duration latest;
    private final double doubled;
    private final double lost;

    private EventDelivery(long seed, Duration latest, double doubled, double lost) {
        this.seed = seed;
        this.latest = latest;
        this.doubled = doubled;
        this.lost = lost;
    }

    /** Each event at once, and once. */
    public static EventDelivery prompt() {
        return PROMPT;
    }

    /** By another throw of the dice; by default it is 0. */
    public EventDelivery seed(long other) {
        return new EventDelivery(other, latest, doubled, lost);
    }

    /**
     * Each delivery comes later, by anything up to {@code most} on the simulator's clock, so that they overtake each other.
     *
     * @param most zero or more
     */
    public EventDelivery lateUpTo(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("An event is late by zero or more, not by %s".formatted(most));
        }
        return new EventDelivery(seed, most, doubled, lost);
    }

    /**
     * A share of the events comes twice, by the same id; the second time as late as chance will have it.
     *
     * @param share 0 to 1
     */
    public EventDelivery doubled(double share) {
        requireShare(share);
        return new EventDelivery(seed, latest, share, lost);
    }

    /**
     * A share of the events never comes.
     *
     * @param share 0 to 1
     */
    public EventDelivery lost(double share) {
        requireShare(share);
        return new EventDelivery(seed, latest, doubled, share);
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("A share is from 0 to 1, such as 0.05; not %s".formatted(share));
        }
    }

    /** When an event of that id is delivered, if ever, and perhaps again. */
    List<Instant> times(String id, Instant at) {
        SplittableRandom chance = new SplittableRandom(DerivedIds.hash(id) ^ RowOrder.mix(seed));
        boolean never = chance.nextDouble() < lost;
        boolean twice = chance.nextDouble() < doubled;
        List<Instant> times = new ArrayList<>(2);
        for (int i = 0; !never && i < (twice ? 2 : 1); i++) {
            times.add(at.plusNanos((long) (latest.toNanos() * chance.nextDouble())));
        }
        return times;
    }

    @Override
    public String toString() {
        return "EventDelivery(seed %d, late up to %s, doubled %s, lost %s)".formatted(seed, latest, doubled, lost);
    }
}
