package dev.deployflux.watch;

import dev.deployflux.watch.FeedEvents.StoreFailing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The other replicas of a feed, as far as this one knows.
 *
 * @param replica the name of this one
 * @param poller {@code null} if none is known
 * @param readerLag since when this one hasn't known all that the store has
 * @param trouble {@code null} if the store answers
 */
record FeedReplication(
        String replica,
        @Nullable FeedPoller poller,
        Duration readerLag,
        @Nullable StoreFailing trouble) {}
