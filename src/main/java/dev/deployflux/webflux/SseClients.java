package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.EventId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** The clients of a feed's streams, up to a number. */
final class SseClients {

    private final DeploymentFeed feed;
    private final SseOptions options;
    private final Set<SseClient<?>> clients = ConcurrentHashMap.newKeySet();
    private final JoinedBursts joined = new JoinedBursts();
    private boolean disposed;

    SseClients(DeploymentFeed feed, SseOptions options) {
        this.feed = feed;
        this.options = options;
    }

    /** Each subscription is a client; {@code lastEventId} is what it sends of the last event that it got, if any. */
    Flux<ServerSentEvent<DeploymentView>> events(@Nullable String lastEventId, DeploymentFilter filter) {
        return stream(lastEventId, filter, SingleEvents::new);
    }

    /** The same events as they go over the wire, as many at once as are at hand. */
    Flux<byte[]> bursts(@Nullable String lastEventId, DeploymentFilter filter) {
        return stream(lastEventId, filter, events -> new EncodedBursts(events, joined));
    }

    private <T> Flux<T> stream(
            @Nullable String lastEventId, DeploymentFilter filter, Function<SseEvents, SseFormat<T>> format) {
        EventId last = last(lastEventId);
        SseEvents events = new SseEvents(filter, () -> feed.health().services().keySet());
        return Flux.create(sink -> open(sink, last, format.apply(events)), FluxSink.OverflowStrategy.ERROR);
    }

    /** What can't have been an id of ours becomes one that leads nowhere: browsers send the header by themselves. */
    private static @Nullable EventId last(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return null;
        }
        try {
            return EventId.parse(header);
        } catch (IllegalArgumentException e) {
            return new EventId("", 0);
        }
    }

    private <T> void open(FluxSink<T> sink, @Nullable EventId last, SseFormat<T> format) {
        SseClient<T> client = new SseClient<>(options, format, sink);
        String refusal = join(client);
        if (refusal != null) {
            sink.error(new StreamUnavailableException(refusal, options.retry()));
        } else {
            client.open(feed, last, () -> clients.remove(client));
        }
    }

    /** Takes in a client, or says why it has to come again later. */
    private synchronized @Nullable String join(SseClient<?> client) {
        if (disposed || feed.isDisposed()) {
            return "This stream has been shut down.";
        }
        if (clients.size() >= options.maxClients()) {
            return "There are " + options.maxClients()
                    + " clients already, as many as this stream serves. Come again later.";
        }
        clients.add(client);
        return null;
    }

    int size() {
        return clients.size();
    }

    /** Ends all, and takes in no more. */
    void dispose() {
        synchronized (this) {
            disposed = true;
        }
        clients.forEach(client -> client.end("The application is shutting down. Reconnect later."));
    }

    synchronized boolean isDisposed() {
        return disposed;
    }
}
