package dev.deployflux.webflux;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/**
 * An element a burst: the bytes of the events at hand, to be written and flushed at once. Each event is encoded once, by the
 * first client that gets it, and its bytes stay with the entry of the log for all others.
 */
final class EncodedBursts implements SseFormat<byte[]> {

    /** A flush costs as much as writing some kilobytes does. */
    static final int MOST_BYTES = 32 * 1024;

    private static final byte[] NOTHING = {};

    /** One object, so that an entry keeps its result. */
    private static final Function<FeedEntry, byte[]> ENCODED = EncodedBursts::encoded;

    private final SseEvents events;
    private final JoinedBursts joined;

    EncodedBursts(SseEvents events, JoinedBursts joined) {
        this.events = events;
        this.joined = joined;
    }

    @Override
    public byte @Nullable [] next(ListIterator<FeedEntry> atHand) {
        List<byte[]> parts = new ArrayList<>(1);
        int size = 0;
        while (atHand.hasNext()) {
            FeedEntry entry = atHand.next();
            if (!events.passes(entry)) {
                continue;
            }
            byte[] part = SseEvents.isOwn(entry) ? bytes(events.of(entry)) : entry.rendered(ENCODED);
            if (size > 0 && size + part.length > MOST_BYTES) {
                atHand.previous();
                break;
            }
            if (part.length > 0) {
                parts.add(part);
                size += part.length;
            }
        }
        return parts.isEmpty() ? null : joined.join(parts);
    }

    private static byte[] encoded(FeedEntry entry) {
        return bytes(SseEvents.forAll(entry));
    }

    /** What isn't sent has none. */
    private static byte[] bytes(Optional<ServerSentEvent<DeploymentView>> event) {
        return event.map(Wire::event).orElse(NOTHING);
    }

    @Override
    public byte[] comment(String text, @Nullable Duration retry, @Nullable EventId id) {
        return Wire.event(SseEvents.comment(text, retry, id));
    }

    @Override
    public byte[] end(@Nullable EventId id, String message) {
        return Wire.event(SseEvents.end(id, message));
    }
}
