package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.ServiceHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a feed is, as JSON.
 *
 * @param polling whether it polls now, which it does while somebody listens
 * @param subscribers how many subscribers the feed has; all SSE clients together are one
 * @param calls how many ListServiceDeployments calls its passes have made
 * @param lookupFailures how many lookups of the services have failed in a row
 * @param behind whether services are read later than they should be
 * @param ended the kind of error that ended the polling, if one did
 * @param unreadable how many services can't be read: refused, or failed three times in a row
 * @param failingClusters the names of clusters whose services can't be listed
 * @param excluded how many services are left out because they are excluded
 * @param services each service that is watched
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeedHealthView(
        boolean polling,
        int subscribers,
        long calls,
        int lookupFailures,
        boolean behind,
        @Nullable String ended,
        int unreadable,
        List<String> failingClusters,
        int excluded,
        List<Service> services) {

    /**
     * Copies the lists.
     *
     * @param polling whether it polls now
     * @param subscribers how many subscribers the feed has
     * @param calls how many calls its passes have made
     * @param lookupFailures how many lookups have failed in a row
     * @param behind whether services are read later than they should be
     * @param ended the kind of error that ended the polling
     * @param unreadable how many services can't be read
     * @param failingClusters the names of clusters whose services can't be listed
     * @param excluded how many services are left out
     * @param services each service that is watched
     */
    public FeedHealthView {
        failingClusters = List.copyOf(failingClusters);
        services = List.copyOf(services);
    }

    /**
     * How a feed is.
     *
     * @param health as the feed tells it
     * @return the same for JSON
     */
    public static FeedHealthView of(FeedHealth health) {
        Throwable ended = health.ended();
        return new FeedHealthView(
                health.polling(),
                health.subscribers(),
                health.calls(),
                health.lookupFailures(),
                health.behind() != null,
                ended == null ? null : Trouble.of(ended),
                health.unreadable().size(),
                health.failingClusters().stream()
                        .map(LookupFailing.Cluster::name)
                        .toList(),
                health.excluded(),
                health.services().entrySet().stream().map(Service::of).toList());
    }

    /**
     * How the feed gets on with one service.
     *
     * @param cluster the name of its cluster
     * @param service its name
     * @param lastGoodPass when the last complete poll began; {@code null} if there was none
     * @param age how long ago that was, as ISO-8601 text such as {@code PT4.2S}
     * @param failures how many polls have failed in a row
     * @param error the kind of the last one's error; {@code null} if it was complete
     * @param unreadable whether it can't be read: refused, or failed three times in a row
     * @param inFlight how many deployments weren't over
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Service(
            String cluster,
            String service,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Instant lastGoodPass,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration age,

            int failures,
            @Nullable String error,
            boolean unreadable,
            int inFlight) {

        private static Service of(Map.Entry<ServiceRef, ServiceHealth> entry) {
            ServiceHealth health = entry.getValue();
            Throwable error = health.error();
            return new Service(
                    entry.getKey().cluster(),
                    entry.getKey().service(),
                    health.lastGoodPass(),
                    health.age(),
                    health.failures(),
                    error == null ? null : Trouble.of(error),
                    health.isUnreadable(),
                    health.inFlight());
        }
    }
}
