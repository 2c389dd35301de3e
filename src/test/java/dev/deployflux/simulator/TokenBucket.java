package dev.deployflux.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A bucket that begins full and refills evenly on a clock. */
final class TokenBucket {

    private static final long ONE = 1_000_000_000L;

    private final Clock clock;
    private final long capacity;
    private final int perSecond;
    private long level;
    private Instant filledAt;

    TokenBucket(Clock clock, int burst, int perSecond) {
        this.clock = clock;
        this.capacity = burst * ONE;
        this.perSecond = perSecond;
        this.level = capacity;
        this.filledAt = clock.instant();
    }

    synchronized boolean tryTake() {
        refill();
        if (level < ONE) {
            return false;
        }
        level -= ONE;
        return true;
    }

    private void refill() {
        Instant now = clock.instant();
        Duration passed = Duration.between(filledAt, now);
        if (passed.isNegative()) {
            return;
        }
        filledAt = now;
        // A token's billionth comes perSecond times a nanosecond. Longer than it takes to fill counts no more.
        long missing = capacity - level;
        long due = passed.toSeconds() > capacity / ONE ? missing : passed.toNanos() * perSecond;
        level += Math.min(missing, due);
    }
}
