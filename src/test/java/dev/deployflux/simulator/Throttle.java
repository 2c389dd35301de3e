package dev.deployflux.simulator;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** Lets a call through while the bucket of its operation has a token. */
final class Throttle {

    private final Map<ThrottleBucket, TokenBucket> buckets = new EnumMap<>(ThrottleBucket.class);

    private Throttle() {}

    static Throttle none() {
        return new Throttle();
    }

    static Throttle publishedRates(Clock clock) {
        Throttle throttle = new Throttle();
        for (ThrottleBucket bucket : ThrottleBucket.values()) {
            throttle.buckets.put(bucket, new TokenBucket(clock, bucket.burst(), bucket.perSecond()));
        }
        return throttle;
    }

    boolean admits(Operation operation) {
        TokenBucket bucket = buckets.get(ThrottleBucket.of(operation));
        return bucket == null || bucket.tryTake();
    }
}
