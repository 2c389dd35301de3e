package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.FeedTimes;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.ServiceHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The health of a feed as JSON.
 *
 * @param asOf when it was so, as the feed's clock said
 * @param window how far back the first poll of a service looks, as ISO-8601 text such as {@code PT24H}; a service without
 *     deployments has had none for as long
 * @param polling whether it polls now, which it does while somebody listens
 * @param subscribers how many subscribers the feed has; each SSE client is one
 * @param calls how many ListServiceDeployments calls its passes have made
 * @param lookupFailures how many lookups of the services have failed in a row
 * @param behind whether services are read later than they should be
 * @param detailsFailing the kind of error by which deployments in flight can't be described; {@code null} if they can
 * @param detectorFailing the kind of error by which services can't be described, so that what is new may be found more slowly;
 *     {@code null} if they can
 * @param hintsFailing the kind of error by which the publisher of hints has failed; {@code null} if it gives them
 * @param ended the kind of error that ended the polling, if one did
 * @param unreadable how many services can't be read: refused, or failed three times in a row
 * @param failingClusters the names of clusters whose services can't be listed
 * @param excluded how many services are left out because they are excluded
 * @param replica what this replica knows of itself and of the others
 * @param services each service that is watched
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "asOf",
    "window",
    "polling",
    "subscribers",
    "calls",
    "lookupFailures",
    "behind",
    "detailsFailing",
    "detectorFailing",
    "hintsFailing",
    "ended",
    "unreadable",
    "failingClusters",
    "excluded",
    "replica",
    "services"
})
@JsonSerialize(using = WireSerializer.class)
public record FeedHealthView(
        @JsonProperty("asOf") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant asOf,

        @JsonProperty("window") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Duration window,

        @JsonProperty("polling") boolean polling,
        @JsonProperty("subscribers") int subscribers,
        @JsonProperty("calls") long calls,
        @JsonProperty("lookupFailures") int lookupFailures,
        @JsonProperty("behind") boolean behind,
        @JsonProperty("detailsFailing") @Nullable String detailsFailing,
        @JsonProperty("detectorFailing") @Nullable String detectorFailing,
        @JsonProperty("hintsFailing") @Nullable String hintsFailing,
        @JsonProperty("ended") @Nullable String ended,
        @JsonProperty("unreadable") int unreadable,
        @JsonProperty("failingClusters") List<String> failingClusters,
        @JsonProperty("excluded") int excluded,
        @JsonProperty("replica") ReplicaView replica,
        @JsonProperty("services") List<Service> services) {

    /**
     * Copies the lists.
     *
     * @param asOf when it was so
     * @param window how far back the first poll of a service looks
     * @param polling whether it polls now
     * @param subscribers how many subscribers the feed has
     * @param calls how many calls its passes have made
     * @param lookupFailures how many lookups have failed in a row
     * @param behind whether services are read later than they should be
     * @param detailsFailing the kind of error by which deployments in flight can't be described
     * @param detectorFailing the kind of error by which services can't be described
     * @param hintsFailing the kind of error by which the publisher of hints has failed
     * @param ended the kind of error that ended the polling
     * @param unreadable how many services can't be read
     * @param failingClusters the names of clusters whose services can't be listed
     * @param excluded how many services are left out
     * @param replica what this replica knows of itself and of the others
     * @param services each service that is watched
     */
    public FeedHealthView {
        failingClusters = List.copyOf(failingClusters);
        services = List.copyOf(services);
    }

    /**
     * The health of a feed.
     *
     * @param health as the feed tells it
     * @return the same for JSON
     */
    public static FeedHealthView of(FeedHealth health) {
        DetailsFailing details = health.detailsFailing();
        DetectorFailing detector = health.detectorFailing();
        HintsFailing hints = health.hintsFailing();
        FeedTimes times = health.times();
        return new FeedHealthView(
                times.asOf(),
                times.window(),
                health.polling(),
                health.subscribers(),
                health.calls(),
                health.lookupFailures(),
                health.behind() != null,
                code(details == null ? null : details.error()),
                code(detector == null ? null : detector.error()),
                code(hints == null ? null : hints.error()),
                code(health.ended()),
                health.unreadable().size(),
                health.failingClusters().stream()
                        .map(LookupFailing.Cluster::name)
                        .toList(),
                health.excluded(),
                ReplicaView.of(health),
                health.services().entrySet().stream()
                        .map(entry -> Service.of(entry, times.isInTime(entry.getValue())))
                        .toList());
    }

    private static @Nullable String code(@Nullable Throwable error) {
        return error == null ? null : ErrorCode.of(error);
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
     * @param inTime whether its last complete poll isn't older than two idle intervals, as {@link FeedTimes#isInTime} says
     * @param inFlight how many deployments weren't over
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({
        "cluster",
        "service",
        "lastGoodPass",
        "age",
        "failures",
        "error",
        "unreadable",
        "inTime",
        "inFlight"
    })
    @JsonSerialize(using = WireSerializer.class)
    public record Service(
            @JsonProperty("cluster") String cluster,
            @JsonProperty("service") String service,

            @JsonProperty("lastGoodPass") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Instant lastGoodPass,

            @JsonProperty("age") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Duration age,

            @JsonProperty("failures") int failures,
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("unreadable") boolean unreadable,
            @JsonProperty("inTime") boolean inTime,
            @JsonProperty("inFlight") int inFlight) {

        private static Service of(Map.Entry<ServiceRef, ServiceHealth> entry, boolean inTime) {
            ServiceHealth health = entry.getValue();
            return new Service(
                    entry.getKey().cluster(),
                    entry.getKey().service(),
                    health.lastGoodPass(),
                    health.age(),
                    health.failures(),
                    code(health.error()),
                    health.isUnreadable(),
                    inTime,
                    health.inFlight());
        }
    }
}
