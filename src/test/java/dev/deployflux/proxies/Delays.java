package dev.deployflux.proxies;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** How long something took, each time. */
record Delays(List<Duration> sorted) {

    private static final int PERCENT = 100;
    private static final double NANOS_OF_A_MILLISECOND = 1e6;

    static Delays of(Collection<Duration> all) {
        return new Delays(all.stream().sorted().toList());
    }

    int count() {
        return sorted.size();
    }

    /** So many of a hundred took no longer; zero if there are none. */
    Duration percentile(int percent) {
        int rank = (int) Math.ceil(sorted.size() * (double) percent / PERCENT);
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(rank, 1) - 1);
    }

    Duration longest() {
        return percentile(PERCENT);
    }

    @Override
    public String toString() {
        return "%5d, p50 %8.1f ms, p99 %8.1f ms, max %8.1f ms"
                .formatted(count(), millis(percentile(50)), millis(percentile(99)), millis(longest()));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_OF_A_MILLISECOND;
    }
}
