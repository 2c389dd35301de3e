package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a feed gets on with one service. Immutable. */
public final class ServiceHealth {

    private static final int SEVERAL = 3;

    private final @Nullable PassCompleted pass;
    private final @Nullable ServiceFailing failing;
    private final Duration unread;
    private final Duration lag;

    /**
     * What a feed knows of a service.
     *
     * @param pass the last complete one
     * @param failing the last pass, if it failed
     * @param unread since when it hasn't been read, whether or not the feed polled
     */
    ServiceHealth(@Nullable PassCompleted pass, @Nullable ServiceFailing failing, Duration unread, Duration lag) {
        this.pass = pass;
        this.failing = failing;
        this.unread = unread;
        this.lag = lag;
    }

    /**
     * When the last complete pass began, as this machine's clock said then: for people.
     *
     * @return {@code null} if there was none
     */
    public @Nullable Instant lastGoodPass() {
        return pass == null ? null : pass.startedAt();
    }

    /**
     * How long ago the last complete pass began when the feed was asked, whatever has been done to the clock since. While
     * the feed polls, more than some intervals means that the service can't be read, or that passes are behind.
     *
     * @return {@code null} if there was none
     */
    public @Nullable Duration age() {
        return pass == null ? null : unread;
    }

    /**
     * How long it hasn't been read though the feed polled: since its last complete pass began, since it joined, or since
     * the polling began, whichever is the latest. With a {@linkplain DeploymentWatcherBuilder#detector(ServiceFingerprints)
     * detector} that works, it counts for a service with nothing in flight only from when its next pass should have come within an
     * idle interval.
     *
     * @return zero while nothing polls
     */
    public Duration lag() {
        return lag;
    }

    /**
     * How many passes have failed in a row.
     *
     * @return 0 or more
     */
    public int failures() {
        return failing == null ? 0 : failing.failures();
    }

    /**
     * Why the last pass failed.
     *
     * @return the SDK's own exception; {@code null} if the last pass was complete
     */
    public @Nullable Throwable error() {
        return failing == null ? null : failing.error();
    }

    /**
     * How many deployments weren't over at the last complete pass.
     *
     * @return 0 or more
     */
    public int inFlight() {
        return pass == null ? 0 : pass.inFlight();
    }

    /**
     * Whether it can't be read: its last pass was refused, for want of permission for instance, or three and more have
     * failed in a row.
     *
     * @return false again after its next complete pass
     */
    public boolean isUnreadable() {
        return failures() >= SEVERAL || (failing != null && PermanentError.is(failing.error()));
    }

    @Override
    public String toString() {
        return "lag " + lag + ", " + inFlight() + " in flight"
                + (failing == null ? "" : ", " + failures() + " failures: " + error());
    }
}
