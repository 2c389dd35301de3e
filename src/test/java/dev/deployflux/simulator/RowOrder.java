package dev.deployflux.simulator;

import java.util.Comparator;

/** The order in which {@code ListServiceDeployments} lists. ECS documents none, so code must work with each of them. */
public enum RowOrder {
    /** By {@code createdAt}, the newest first. */
    NEWEST_FIRST,
    /** By {@code createdAt}, the oldest first. */
    OLDEST_FIRST,
    /** By no rule that a client could use, and the same on each run. A new row may come anywhere. */
    SHUFFLED;

    private static final long SEED = 0x9E3779B97F4A7C15L;

    Comparator<RowKey> comparator() {
        return switch (this) {
            case NEWEST_FIRST ->
                Comparator.comparing(RowKey::createdAt).reversed().thenComparing(RowKey::arn);
            case OLDEST_FIRST -> Comparator.comparing(RowKey::createdAt).thenComparing(RowKey::arn);
            case SHUFFLED ->
                Comparator.<RowKey>comparingLong(key -> mix(key.arn().hashCode() ^ SEED))
                        .thenComparing(RowKey::arn);
        };
    }

    /** Spreads neighbouring values over the whole range, and always in the same way. */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
