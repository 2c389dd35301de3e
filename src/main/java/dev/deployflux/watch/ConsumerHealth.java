package dev.deployflux.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@linkplain DeploymentFeed#consume consumer} gets on, as far as this replica knows.
 *
 * @param name its name
 * @param replica the one that deals with the events; {@code null} if none is known to
 * @param here whether that is this one
 * @param place the last event that has been dealt with; {@code null} if there is none, or if it isn't known here
 * @param busyFor how long it has been at the event behind that, failures and pauses included; zero while it waits for one
 * @param failures how often in a row the handler has failed with the event behind that
 * @param event the event that the handler fails with; {@code null} if it doesn't fail
 * @param error why; {@code null} likewise
 */
public record ConsumerHealth(
        String name,
        @Nullable String replica,
        boolean here,
        @Nullable EventId place,
        Duration busyFor,
        int failures,
        @Nullable FeedEntry event,
        @Nullable Throwable error) {}
