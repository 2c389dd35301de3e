package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
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
        @Nullable Throwable ended) {

    /**
     * Copies the map.
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
     */
    public FeedHealth {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /**
     * How late news may be: for how long the service that was read least recently hasn't been read though the feed
     * polled, and while services can't be looked up and none is known, for how long the feed has polled. The figure to
     * alert on.
     *
     * @return zero while nothing polls
     */
    public Duration lag() {
        boolean inVain = services.isEmpty() && (lastLookup == null || lookupFailures > 0);
        return inVain
                ? pollingFor
                : services.values().stream()
                        .map(ServiceHealth::lag)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
    }
}
