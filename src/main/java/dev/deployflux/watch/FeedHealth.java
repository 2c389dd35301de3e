package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DeploymentFeed} is at one moment.
 *
 * @param polling whether it polls now: from the first subscriber on, until the grace time after the last
 * @param pollingFor how long it has done so without a break; zero while it doesn't
 * @param subscribers how many there are
 * @param services each service that is watched, in the order in which they joined; stays as it was while nothing polls
 * @param lastLookup when the last complete lookup of the services began, as this machine's clock said then: for people;
 *     {@code null} if there was none. It may have found no service.
 * @param lookupFailures how many lookups of the services have failed in a row, 0 or more
 * @param behind the last word on passes that begin too late; {@code null} if they are on time
 * @param calls ListServiceDeployments calls of all passes so far: the pages of the complete ones, and one for each that
 *     failed, which may have made more, or none; retries are not counted
 * @param mergedStates how many changes have been merged into others because a subscriber didn't ask in time, all
 *     subscribers taken together, since the feed was made
 * @param missedDeployments how many deployments subscribers were told of only in {@link DeploymentEvent.Missed},
 *     likewise
 * @param ended the error that ended the polling; {@code null} if it hasn't ended by itself, or has begun anew since
 * @param failingClusters whose services couldn't be listed by the last lookup, as far as that is known
 * @param excluded how many services the last complete lookup found that {@link DeploymentWatcherBuilder#exclude} leaves
 *     out
 */
public record FeedHealth(
        boolean polling,
        Duration pollingFor,
        int subscribers,
        Map<ServiceRef, ServiceHealth> services,
        @Nullable Instant lastLookup,
        int lookupFailures,
        DeploymentEvent.@Nullable FellBehind behind,
        long calls,
        long mergedStates,
        long missedDeployments,
        @Nullable Throwable ended,
        List<DeploymentEvent.LookupFailing.Cluster> failingClusters,
        int excluded) {

    /**
     * Copies the map and the list.
     *
     * @param polling whether it polls now
     * @param pollingFor how long it has done so
     * @param subscribers how many there are
     * @param services each service that is watched
     * @param lastLookup when the last complete lookup of the services began
     * @param lookupFailures how many lookups have failed in a row
     * @param behind the last word on passes that begin too late
     * @param calls ListServiceDeployments calls so far
     * @param mergedStates how many changes have been merged into others
     * @param missedDeployments how many deployments have been missed
     * @param ended the error that ended the polling
     * @param failingClusters whose services couldn't be listed
     * @param excluded how many services are left out
     */
    public FeedHealth {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        failingClusters = List.copyOf(failingClusters);
    }

    /**
     * How late news may be of what can be read: for how long the service that was read least recently hasn't been read
     * though the feed polled. {@linkplain #unreadable() Unreadable} services don't count, unless nothing can be read:
     * then the longest of all counts, and while no service is known since they can't be looked up, for how long the
     * feed has polled. The figure to alert on, beside the number of those that can't be read.
     *
     * @return zero while nothing polls
     */
    public Duration lag() {
        if (services.isEmpty()) {
            return lastLookup == null || lookupFailures > 0 ? pollingFor : Duration.ZERO;
        }
        boolean noneIsRead = services.values().stream().allMatch(ServiceHealth::isUnreadable);
        return services.values().stream()
                .filter(service -> noneIsRead || !service.isUnreadable())
                .map(ServiceHealth::lag)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * The services that can't be read at present, as {@link ServiceHealth#isUnreadable()} says.
     *
     * @return those, in the order in which they joined
     */
    public List<ServiceRef> unreadable() {
        return services.entrySet().stream()
                .filter(entry -> entry.getValue().isUnreadable())
                .map(Map.Entry::getKey)
                .toList();
    }
}
