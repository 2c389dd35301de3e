package dev.deployflux.quota;

/** What one bucket of an {@link ApiQuota} looks like at one moment; others may take or wait in the next. Immutable. */
public final class QuotaState {

    private final double permittedPerSecond;
    private final int available;
    private final int waiting;

    QuotaState(double permittedPerSecond, int available, int waiting) {
        this.permittedPerSecond = permittedPerSecond;
        this.available = available;
        this.waiting = waiting;
    }

    /**
     * How many calls a second are let through for long.
     *
     * @return the full rate, less what is left to others, and less still for a while after ECS has throttled a call;
     *     infinite for an {@linkplain ApiQuota#unlimited() unlimited} quota
     */
    public double permittedPerSecond() {
        return permittedPerSecond;
    }

    /**
     * How many calls could start at once.
     *
     * @return 0 or more
     */
    public int available() {
        return available;
    }

    /**
     * How many calls wait for a permit.
     *
     * @return 0 or more
     */
    public int waiting() {
        return waiting;
    }

    /**
     * The state for logs.
     *
     * @return the three numbers, named
     */
    @Override
    public String toString() {
        return permittedPerSecond + " calls a second permitted, " + available + " available, " + waiting + " waiting";
    }
}
