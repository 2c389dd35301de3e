package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A machine's clock that is wrong by up to a minute, and perhaps is set at random to another time, up to a day away from the
 * truth. Each reading carries in its nanoseconds how often the clock had been set, so that it tells what time it was.
 */
final class SteppingClock implements InstantSource {

    static final Duration FURTHEST = Duration.ofDays(1);

    private final InstantSource truth;
    private final Random random;
    private final boolean stepping;
    private final List<Duration> skews = new ArrayList<>();

    SteppingClock(InstantSource truth, Random random, boolean stepping) {
        this.truth = truth;
        this.random = random;
        this.stepping = stepping;
        skews.add(Duration.ofSeconds(random.nextInt(121) - 60));
    }

    /** A second of those who set it. */
    void act() {
        if (stepping && random.nextInt(200) == 0) {
            long most = random.nextBoolean() ? FURTHEST.toSeconds() : 900;
            skews.add(Duration.ofSeconds(random.nextLong(-most, most + 1)));
        }
    }

    private Duration skew() {
        return skews.get(skews.size() - 1);
    }

    /** How far it is ahead of the truth; zero if it is behind. */
    Duration ahead() {
        return skew().isNegative() ? Duration.ZERO : skew();
    }

    @Override
    public Instant instant() {
        Instant now = truth.instant();
        if (now.get(ChronoField.NANO_OF_SECOND) % 1_000_000 != 0) {
            throw new IllegalStateException(now + " has no room for a number in its nanoseconds");
        }
        return now.plus(skew()).plusNanos(skews.size() - 1);
    }

    /** What time it was when the clock said so. */
    Instant truth(Instant said) {
        int times = said.get(ChronoField.NANO_OF_SECOND) % 1_000_000;
        return said.minusNanos(times).minus(skews.get(times));
    }
}
