package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.deployflux.watch.ConsumerHealth;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.FeedPoller;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * What a replica knows of itself and of the others, as JSON.
 *
 * @param name its name
 * @param poller the replica that polls; {@code null} if none is known to
 * @param readerLag how far behind the others it may be, as ISO-8601 text such as {@code PT0.4S}
 * @param storeFailure the kind of error by which the store can't be reached; {@code null} if it can
 * @param consumers the consumers that it has
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"name", "poller", "readerLag", "storeFailure", "consumers"})
@JsonSerialize(using = WireSerializer.class)
public record ReplicaView(
        @JsonProperty("name") String name,
        @JsonProperty("poller") @Nullable Poller poller,

        @JsonProperty("readerLag") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Duration readerLag,

        @JsonProperty("storeFailure") @Nullable String storeFailure,
        @JsonProperty("consumers") List<Consumer> consumers) {

    /**
     * Copies the list.
     *
     * @param name its name
     * @param poller the replica that polls
     * @param readerLag how far behind the others it may be
     * @param storeFailure the kind of error by which the store can't be reached
     * @param consumers the consumers that it has
     */
    public ReplicaView {
        consumers = List.copyOf(consumers);
    }

    static ReplicaView of(FeedHealth health) {
        FeedPoller poller = health.poller();
        Throwable failure = health.storeFailure();
        return new ReplicaView(
                health.replica(),
                poller == null ? null : new Poller(poller.replica(), poller.here(), poller.term(), poller.since()),
                health.readerLag(),
                failure == null ? null : ErrorCode.of(failure),
                health.consumers().stream().map(Consumer::of).toList());
    }

    /**
     * The replica that polls.
     *
     * @param replica its name
     * @param here whether it is the one that answers
     * @param term the number of its lease, which is larger than those before
     * @param since how long the one that answers has known of that, as ISO-8601 text
     */
    @JsonPropertyOrder({"replica", "here", "term", "since"})
    @JsonSerialize(using = WireSerializer.class)
    public record Poller(
            @JsonProperty("replica") String replica,
            @JsonProperty("here") boolean here,
            @JsonProperty("term") long term,

            @JsonProperty("since") @JsonFormat(shape = JsonFormat.Shape.STRING)
            Duration since) {}

    /**
     * How a consumer gets on, as far as the replica that answers knows.
     *
     * @param name its name
     * @param replica the one that deals with the events; {@code null} if none is known to
     * @param here whether that is the one that answers
     * @param place the id of the last event that has been dealt with; {@code null} if it isn't known here
     * @param busyFor how long it has been at the event behind that, as ISO-8601 text; zero while it waits for one
     * @param failures how often in a row its handler has failed with the event behind that
     * @param failingWith the id of the event that it fails with; {@code null} if it doesn't fail
     * @param error the kind of the last failure; {@code null} likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"name", "replica", "here", "place", "busyFor", "failures", "failingWith", "error"})
    @JsonSerialize(using = WireSerializer.class)
    public record Consumer(
            @JsonProperty("name") String name,
            @JsonProperty("replica") @Nullable String replica,
            @JsonProperty("here") boolean here,
            @JsonProperty("place") @Nullable String place,

            @JsonProperty("busyFor") @JsonFormat(shape = JsonFormat.Shape.STRING)
            Duration busyFor,

            @JsonProperty("failures") int failures,
            @JsonProperty("failingWith") @Nullable String failingWith,
            @JsonProperty("error") @Nullable String error) {

        private static Consumer of(ConsumerHealth health) {
            Throwable error = health.error();
            return new Consumer(
                    health.name(),
                    health.replica(),
                    health.here(),
                    health.place() == null ? null : health.place().toString(),
                    health.busyFor(),
                    health.failures(),
                    health.event() == null ? null : health.event().id().toString(),
                    error == null ? null : ErrorCode.of(error));
        }
    }
}
