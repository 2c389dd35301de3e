package dev.deployflux.webflux;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import java.time.Duration;
import java.util.ListIterator;
import org.jspecify.annotations.Nullable;

/** What the elements of a client's stream are. */
interface SseFormat<T> {

    /** Takes what one element holds; {@code null} if nothing of what was taken is for this client. */
    @Nullable
    T next(ListIterator<FeedEntry> atHand);

    T comment(String text, @Nullable Duration retry, @Nullable EventId id);

    T end(@Nullable EventId id, String message);
}
