package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a feed gets on with one service.
 *
 * @param lastGoodPass when the last complete pass began, as this machine's clock said then: for people; {@code null} if
 *     there was none
 * @param age how long ago that was when the feed was asked, whatever has been done to the clock since; {@code null} if
 *     there was none. While the feed polls, more
 *     than some intervals means that the service can't be read, or that passes are behind.
 * @param lag for how long it hasn't been read though the feed polled: since its last complete pass began, since it
 *     joined, or since the polling began, whichever is the latest; zero while nothing polls
 * @param failures how many passes have failed in a row, 0 or more
 * @param error of the last failed pass; {@code null} if the last pass was complete
 * @param inFlight how many deployments weren't over at the last complete pass
 */
public record ServiceHealth(
        @Nullable Instant lastGoodPass,
        @Nullable Duration age,
        Duration lag,
        int failures,
        @Nullable Throwable error,
        int inFlight) {

    private static final int SEVERAL = 3;

    /**
     * Whether it can't be read: its last pass was refused, for want of permission for instance, or three and more have
     * failed in a row.
     *
     * @return false again after its next complete pass
     */
    public boolean isUnreadable() {
        return failures >= SEVERAL || (error != null && PermanentError.is(error));
    }
}
