package dev.deployflux.simulator;

/** Which edges of a {@code createdAt} filter belong to it. ECS doesn't say, so code must work with each of them. */
public enum WindowEdges {
    /** {@code after <= createdAt <= before}. */
    BOTH_INCLUSIVE(true, true),
    /** {@code after <= createdAt < before}. */
    AFTER_INCLUSIVE(true, false),
    /** {@code after < createdAt <= before}. */
    BEFORE_INCLUSIVE(false, true),
    /** {@code after < createdAt < before}. */
    BOTH_EXCLUSIVE(false, false);

    private final boolean afterInclusive;
    private final boolean beforeInclusive;

    WindowEdges(boolean afterInclusive, boolean beforeInclusive) {
        this.afterInclusive = afterInclusive;
        this.beforeInclusive = beforeInclusive;
    }

    boolean afterInclusive() {
        return afterInclusive;
    }

    boolean beforeInclusive() {
        return beforeInclusive;
    }
}
