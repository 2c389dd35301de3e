package dev.deployflux.watch;

import java.time.Duration;

/**
 * What this replica tells of its store. {@link DeploymentEvent} inherits them, so that they are written
 * {@code DeploymentEvent.StoreFailing}; an import has to name this one.
 */
public sealed interface FeedEvents permits DeploymentEvent {

    /**
     * This replica can't reach the feed's {@linkplain FeedStore store}: what others tell meanwhile comes when it can again. The
     * stream stays open. Each subscriber is told once, until {@link StoreRecovered} follows.
     *
     * @param error what the store's client says
     * @param retryIn when the store is tried again
     */
    record StoreFailing(Throwable error, Duration retryIn) implements DeploymentEvent.OfWatch {}

    /** This replica reaches the store again, and tells what it has missed; or begins anew where the log has lost that. */
    record StoreRecovered() implements DeploymentEvent.OfWatch {}
}
