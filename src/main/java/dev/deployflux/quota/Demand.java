package dev.deployflux.quota;

/** How many calls a second somebody would make if nothing held them up. Used by one thread at a time. */
final class Demand {

    /** Weight of the last second. */
    private static final double NEWS = 0.4;

    /** Calls would queue behind a share that just suffices. */
    private static final double ROOM = 1.5;

    private int arrivals;
    private long since;
    private double perSecond;

    /** After a pause, or on another clock. */
    void begins(long now) {
        since = now;
        perSecond = 0;
    }

    void arrived() {
        arrivals++;
    }

    /** Those who arrived in the last seconds, and somewhat more; and those who wait, who should not have to wait another second. */
    double perSecond(long now, int waiting) {
        long passed = now - since;
        if (passed >= RateLease.PERIOD) {
            perSecond += NEWS * (arrivals * (double) RateLease.PERIOD / passed - perSecond);
            since = now;
            arrivals = 0;
        }
        return ROOM * perSecond + waiting;
    }
}
