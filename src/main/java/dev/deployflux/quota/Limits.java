package dev.deployflux.quota;

import static dev.deployflux.concurrent.Arguments.require;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The numbers of a bucket, of which a share may be left to others. All is reckoned in decimals and whole units, and rounded
 * towards fewer calls: a double's 100 * (1 - 0.9) is 9.999999999999998.
 *
 * @param burst permits that the bucket holds
 * @param cost picoseconds of refilling that one permit takes
 * @param rate permits a second as they were meant, which {@code cost} rounds
 */
record Limits(int burst, long cost, BigDecimal rate) {

    /** Picoseconds in a second: the smallest unit, as a bucket may refill at a thousandth of its rate. */
    static final long SECOND = 1_000_000_000_000L;

    /** Together with {@link #SLOWEST}, small enough for a full bucket to fit into a {@code long} of picoseconds. */
    static final int LARGEST_BURST = 10_000;

    static final double SLOWEST = 0.01;
    static final double FASTEST = 10_000;

    /** A thousandth of a permit a second: by then a share of next to everything was left to others. */
    private static final long HIGHEST_COST = 1_000 * SECOND;

    private static final BigDecimal LEAST_SHARE = new BigDecimal("0.0001");

    static Limits of(int burst, double perSecond) {
        require(
                burst >= 1 && burst <= LARGEST_BURST,
                "burst is " + burst + ", but it is how many calls may start at once: write 1 to " + LARGEST_BURST);
        require(
                perSecond >= SLOWEST && perSecond <= FASTEST,
                "perSecond is " + perSecond + ", but it is how many calls a second are permitted: write " + SLOWEST
                        + " to " + FASTEST);
        BigDecimal rate = BigDecimal.valueOf(perSecond);
        BigDecimal cost = BigDecimal.valueOf(SECOND).divide(rate, 0, RoundingMode.CEILING);
        return new Limits(burst, cost.longValueExact(), rate);
    }

    /** What is left without the given share; a burst of one call remains, as none could ever start otherwise. */
    Limits without(double share) {
        BigDecimal kept = BigDecimal.ONE.subtract(BigDecimal.valueOf(share));
        int ownBurst = kept.multiply(BigDecimal.valueOf(burst))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        BigDecimal ownCost = BigDecimal.valueOf(cost).divide(kept, 0, RoundingMode.CEILING);
        require(
                ownCost.compareTo(BigDecimal.valueOf(HIGHEST_COST)) <= 0,
                "leaveForOthers is " + share
                        + ", which leaves less than one call in 1,000 seconds: leave a smaller share");
        return new Limits(Math.max(1, ownBurst), ownCost.longValueExact(), rate.multiply(kept));
    }

    /**
     * What one process may use while others use the rest.
     *
     * @param perSecond permits a second; less than one in 10,000 seconds is none
     * @param permits how many it may hold
     */
    Limits share(BigDecimal perSecond, int permits) {
        if (perSecond.compareTo(LEAST_SHARE) < 0) {
            return new Limits(permits, cost, BigDecimal.ZERO);
        }
        BigDecimal shareCost = BigDecimal.valueOf(SECOND).divide(perSecond, 0, RoundingMode.CEILING);
        long fitting = Math.min(permits, Long.MAX_VALUE / 4 / shareCost.longValueExact());
        return new Limits((int) fitting, shareCost.longValueExact(), perSecond);
    }

    /** Calls a second, as people meant them: 15, and not the 14.999999999925 that whole picoseconds make of it. */
    double perSecond(int thousandths) {
        return rate.multiply(BigDecimal.valueOf(thousandths, 3)).doubleValue();
    }
}
