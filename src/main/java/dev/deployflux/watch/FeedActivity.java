package dev.deployflux.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a feed polls, and for whom.
 *
 * @param times by which its health is judged
 * @param lasting for how long it has polled; zero while it doesn't
 * @param ended the error that ended the polling; {@code null} if none did
 * @param subscribers how many listen on this replica
 */
record FeedActivity(
        FeedTimes times,
        boolean polling,
        Duration lasting,
        @Nullable Throwable ended,
        int subscribers) {}
