package dev.deployflux.webflux;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import java.time.Duration;
import java.util.ListIterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** An element an event, for whoever has Spring encode them. */
final class SingleEvents implements SseFormat<ServerSentEvent<DeploymentView>> {

    private final SseEvents events;

    SingleEvents(SseEvents events) {
        this.events = events;
    }

    @Override
    public @Nullable ServerSentEvent<DeploymentView> next(ListIterator<FeedEntry> atHand) {
        while (atHand.hasNext()) {
            FeedEntry entry = atHand.next();
            Optional<ServerSentEvent<DeploymentView>> event =
                    events.passes(entry) ? events.of(entry) : Optional.empty();
            if (event.isPresent()) {
                return event.get();
            }
        }
        return null;
    }

    @Override
    public ServerSentEvent<DeploymentView> comment(String text, @Nullable Duration retry, @Nullable EventId id) {
        return SseEvents.comment(text, retry, id);
    }

    @Override
    public ServerSentEvent<DeploymentView> end(@Nullable EventId id, String message) {
        return SseEvents.end(id, message);
    }
}
