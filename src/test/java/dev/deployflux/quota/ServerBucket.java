package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

/** A bucket as ECS has one, which counts a call when it arrives; in billionths of a token. */
final class ServerBucket {

    private static final long TOKEN = 1_000_000_000L;

    private final long capacity;
    private final int perSecond;
    private long level;
    private long filledAt;
    private int arrivals;

    ServerBucket(int burst, int perSecond, long now) {
        this.capacity = burst * TOKEN;
        this.perSecond = perSecond;
        this.level = capacity;
        this.filledAt = now;
    }

    void arrive(long now) {
        level = Math.min(capacity, level + (now - filledAt) * perSecond);
        filledAt = now;
        assertThat(level)
                .as("billionths of a token at arrival %d, %d ns", arrivals, now)
                .isGreaterThanOrEqualTo(TOKEN);
        level -= TOKEN;
        arrivals++;
    }

    int arrivals() {
        return arrivals;
    }
}
