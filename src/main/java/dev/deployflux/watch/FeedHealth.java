package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DeploymentFeed} is at one moment.
 *
 * @param polling whether it polls now: from the first subscriber on, until the grace time after the last
 * @param pollingFor how long it has done so without a break; zero while it doesn't
 * @param subscribers how many there are
 * @param services each service that is watched, in the order in which they joined; stays as it was while nothing polls
 * @param lookupFailures how many lookups of the services have failed in a row, 0 or more
 * @param behind the last word on passes that begin too late; {@code null} if they are on time
 * @param calls ListServiceDeployments calls of all passes so far: the pages of the complete ones, and one for each that
 *     failed, which may have made more, or none; retries are not counted
 * @param mergedStates how many changes have been merged into others because a subscriber didn't ask in time, all
 *     subscribers taken together, since the feed was made
 * @param missedDeployments how many deployments subscribers were told of only in {@link DeploymentEvent.Missed},
 *     likewise
 * @param ended the error that ended the polling; {@code null} if it hasn't ended by itself, or has begun anew since
 */
public record FeedHealth(
        boolean polling,
        Duration pollingFor,
        int subscribers,
        Map<ServiceRef, ServiceHealth> services,
        int lookupFailures,
        DeploymentEvent.@Nullable FellBehind behind,
        long calls,
        long mergedStates,
        long missedDeployments,
        @Nullable Throwable ended) {

    /**
     * Copies the map.
     *
     * @param polling whether it polls now
     * @param pollingFor how long it has done so
     * @param subscribers how many there are
     * @param services each service that is watched
     * @param lookupFailures how many lookups have failed in a row
     * @param behind the last word on passes that begin too late
     * @param calls ListServiceDeployments calls so far
     * @param mergedStates how many changes have been merged into others
     * @param missedDeployments how many deployments have been missed
     * @param ended the error that ended the polling
     */
    public FeedHealth {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }
}
