package dev.deployflux.watch;

import java.time.Duration;

/**
 * The replica that polls for a {@link DeploymentFeed}.
 *
 * @param replica its name
 * @param here whether it is this one
 * @param term the number of its lease, which is larger than those before
 * @param since how long this replica has known of that lease
 */
public record FeedPoller(String replica, boolean here, long term, Duration since) {}
