package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;

/**
 * Calls that take from one bucket, each again and again after an interval.
 *
 * @param calls by their intervals
 * @param permitted calls a second
 * @param paced whether that is a quota's, or what ECS publishes
 */
record CallLoad(List<Calls> calls, double permitted, boolean paced) {

    private static final double NANOS = 1e9;

    /** So many, each so often. */
    record Calls(int number, Duration interval) {}

    /** Calls a second. */
    double needed() {
        return perSecond(0);
    }

    boolean fits() {
        return needed() <= permitted;
    }

    /** How late each comes in the long run: all by about the same, as the one that was due first comes first. */
    Duration late() {
        if (fits()) {
            return Duration.ZERO;
        }
        double least = 0;
        double most = calls.stream().mapToInt(Calls::number).sum() / permitted; // even if they were due all the time
        for (double middle = most / 2; least < middle && middle < most; middle = (least + most) / 2) {
            if (perSecond(middle) > permitted) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return Duration.ofNanos((long) Math.ceil(most * NANOS));
    }

    private double perSecond(double late) {
        return calls.stream()
                .mapToDouble(each -> each.number / (each.interval.toNanos() / NANOS + late))
                .sum();
    }
}
