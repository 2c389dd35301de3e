package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether passes and looks begin when they are due. As the one that was due first comes first, one speaks for all that
 * use the same bucket; those of another may be on time meanwhile.
 */
final class BehindDetector {

    private final Map<ApiBucket, Lateness> late = new EnumMap<>(ApiBucket.class);

    /**
     * What was reported last.
     *
     * @param by how late they were
     * @param wanted the interval of the pass that was reported: what is on time for a longer one may be late for it
     */
    private record Lateness(Duration by, Duration wanted) {}

    /** Goes on behind what was told last. */
    void restore(DeploymentEvent.@Nullable FellBehind told) {
        if (told != null) {
            late.put(ApiBucket.SERVICE_DEPLOYMENTS, new Lateness(told.achieved().minus(told.wanted()), told.wanted()));
        }
    }

    /**
     * A pass has begun.
     *
     * @param bucket what its calls take from
     * @param wanted the interval since the one before that was asked for
     * @param by how long after that it began
     * @param services how many services are watched
     * @return what there is to report
     */
    List<DeploymentEvent> began(ApiBucket bucket, Duration wanted, Duration by, int services) {
        Lateness before = late.get(bucket);
        boolean isLate = by.plus(by).compareTo(wanted) >= 0; // multipliedBy counts in big decimals
        if (isLate && (before == null || by.compareTo(before.by.plus(before.by)) >= 0)) {
            late.put(bucket, new Lateness(by, wanted));
            return List.of(new DeploymentEvent.FellBehind(wanted, wanted.plus(by), services));
        }
        if (before == null) {
            return List.of();
        }
        Duration shorter = wanted.compareTo(before.wanted) < 0 ? wanted : before.wanted;
        if (by.multipliedBy(10).compareTo(shorter) < 0) {
            late.remove(bucket);
            return late.isEmpty() ? List.of(new DeploymentEvent.CaughtUp(services)) : List.of();
        }
        return List.of();
    }
}
