package dev.deployflux.quota;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How full a bucket is, in whole picoseconds of refilling at the full rate, so that nothing drifts: at 20 permits a
 * second, one is worth 50 milliseconds. A value; whoever holds it replaces it.
 *
 * <p>A permit in use is <em>reserved</em>, and <em>charged</em> when its call has ended. Why that is safe: let
 * {@code a} calls have arrived at ECS and not ended here. If ECS's bucket holds at least {@code credit - a}, that stays
 * so: an arrival takes one on both sides of the comparison, a charge takes one of {@code credit} and of {@code a}, and
 * this level never fills faster or higher than that one. As no more permits are reserved than there is credit for, and
 * a call on its way has one that isn't in {@code a}, it finds a token. Charged earlier, a permit would begin to come
 * back before ECS's bucket, still full perhaps, has begun to refill.
 *
 * <p>The same holds of several levels that share ECS's bucket, added up, while their rates and bursts add up to no more than
 * its own: for this one's share may change, but what it gets is room to fill, and no permits.
 *
 * @param limits the bucket's numbers
 * @param credit picoseconds; negative after a throttled call
 * @param reserved permits granted whose calls have not ended
 * @param speed thousandths of the full rate, from {@link #SLOWEST} to {@link #FULL}; 0 without a share of the rate
 * @param drops how often the rate has dropped
 * @param time the clock's, in nanoseconds
 */
record Level(Limits limits, long credit, int reserved, int speed, int drops, long time) {

    static final int FULL = 1_000;

    /**
     * What a success adds. An undisturbed bucket is back from half to full after 100 successes, 7 seconds at 20 a
     * second; one whose other half somebody else uses has about one call in 31 throttled. Twice as much would double
     * both the pace and the price.
     */
    static final int RISE = 5;

    /** Percent of the rate that remain after a throttle: enough less to notice, little enough to be back soon. */
    static final int REMAINS = 70;

    /** A twentieth, for ECS one call a second: less often, nobody would notice that the others have left. */
    static final int SLOWEST = 50;

    /** More attempts than any retry strategy makes. */
    private static final int MOST_ATTEMPTS = 100;

    static Level full(Limits limits, long time) {
        return new Level(limits, limits.burst() * limits.cost(), 0, FULL, 0, time);
    }

    /** Nothing, and nothing comes, until there is a share. */
    static Level none(Limits limits, long time) {
        return new Level(new Limits(0, limits.cost(), BigDecimal.ZERO), 0, 0, 0, 0, time);
    }

    /** Refilled up to now. */
    Level at(long now) {
        long passed = now - time;
        if (passed < 0 || speed == 0) { // another clock: virtual time has begun or ended
            return new Level(limits, credit, reserved, speed, drops, now);
        }
        long missing = limits.burst() * limits.cost() - credit;
        // A nanosecond brings as many picoseconds as there are thousandths. Longer than it takes to fill counts no
        // more.
        long refill = passed > missing / speed ? missing : passed * speed;
        return new Level(limits, credit + refill, reserved, speed, drops, now);
    }

    /** How many permits could be granted; negative if more are in use than there is credit for. */
    int available() {
        return (int) Math.floorDiv(credit, limits.cost()) - reserved;
    }

    /** Nanoseconds until time alone makes a permit available, at least 1; 0 if a call has to end first, or a share to come. */
    long nanosToNext() {
        if (reserved >= limits.burst() || speed == 0) {
            return 0;
        }
        long missing = (reserved + 1) * limits.cost() - credit;
        return Math.max(1, (missing + speed - 1) / speed);
    }

    double perSecond() {
        return limits.perSecond(speed);
    }

    Level reserve() {
        return new Level(limits, credit, reserved + 1, speed, drops, time);
    }

    /** A permit comes back whose call was not made. */
    Level release() {
        return new Level(limits, credit, reserved - 1, speed, drops, time);
    }

    /**
     * A call has ended, after so many attempts. Debt beyond a second's worth, or a permit's if that is more, is forgiven:
     * attempts that ECS turned away cost it nothing, so debts are caution, and caution should not stop the account for long.
     */
    Level charge(int attempts) {
        long cost = limits.cost() * Math.min(attempts, MOST_ATTEMPTS);
        long deepest = -Math.max(Limits.SECOND, limits.cost());
        return new Level(limits, Math.max(credit - cost, deepest), reserved - 1, speed, drops, time);
    }

    /** The rate drops, and the bucket is empty, as ECS's evidently is. */
    Level drop() {
        int slower = speed == 0 ? 0 : Math.max(SLOWEST, speed * REMAINS / 100);
        return new Level(limits, Math.min(credit, 0), reserved, slower, drops + 1, time);
    }

    /** ECS has throttled another process: its bucket is empty, and calls under way tell nothing of the rate from now on. */
    Level emptied() {
        return new Level(limits, Math.min(credit, 0), reserved, speed, drops + 1, time);
    }

    /**
     * The same permits under another share of the rate and the burst. What no longer fits is lost, and nothing is made up. Calls
     * in flight keep their room: ECS may yet have to find a token for each.
     *
     * @param rate permits a second; 0 for none
     * @param burst how many there may be at once; as many as are in flight, if those are more
     * @param newSpeed thousandths of that rate
     * @param found permits that ECS has and nobody else will use
     */
    Level under(BigDecimal rate, int burst, int newSpeed, double found) {
        Limits share = limits.share(rate, Math.max(burst, reserved));
        BigDecimal cost = BigDecimal.valueOf(share.cost());
        long kept = BigDecimal.valueOf(credit)
                .multiply(cost)
                .divide(BigDecimal.valueOf(limits.cost()), 0, RoundingMode.FLOOR)
                .longValueExact();
        long more = BigDecimal.valueOf(found)
                .multiply(cost)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
        long fitting = Math.min(kept + more, share.burst() * share.cost());
        return new Level(share, fitting, reserved, share.rate().signum() == 0 ? 0 : newSpeed, drops, time);
    }

    Level rise() {
        return speed == FULL || speed == 0
                ? this
                : new Level(limits, credit, reserved, Math.min(FULL, speed + RISE), drops, time);
    }
}
