package dev.deployflux.micrometer;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedHealth;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Meters of a feed, which are read from its {@linkplain DeploymentFeed#health() health} whenever somebody reads them:
 * {@code deployflux.feed.lag}, {@code .unreadable}, {@code .subscribers}, {@code .services}, {@code .merged} and
 * {@code .missed}. They don't keep the feed from being collected. A registry
 * ignores those of a second feed, which have the same names.
 */
public final class FeedMeters implements MeterBinder {

    private final DeploymentFeed feed;

    /**
     * Meters of this feed.
     *
     * @param feed is not subscribed to
     */
    public FeedMeters(DeploymentFeed feed) {
        this.feed = Objects.requireNonNull(feed, "feed");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        TimeGauge.builder("deployflux.feed.lag", feed, TimeUnit.SECONDS, FeedMeters::lag)
                .description("How long ago the service was read that was read least recently of those that can be"
                        + " read, or for how long nothing could be; none while nothing polls")
                .register(registry);
        Gauge.builder("deployflux.feed.unreadable", feed, FeedMeters::unreadable)
                .description("Services that are watched and can't be read: refused, or failed three times in a"
                        + " row; none while nothing polls")
                .register(registry);
        Gauge.builder("deployflux.feed.subscribers", feed, of -> of.health().subscribers())
                .description("Subscribers; all SSE clients together are one")
                .register(registry);
        Gauge.builder("deployflux.feed.services", feed, of -> of.health()
                        .services()
                        .size())
                .description("Services that are watched")
                .register(registry);
        FunctionCounter.builder(
                        "deployflux.feed.merged", feed, of -> of.health().mergedStates())
                .description("States that were merged into newer ones because a subscriber was slow")
                .register(registry);
        FunctionCounter.builder(
                        "deployflux.feed.missed", feed, of -> of.health().missedDeployments())
                .description("Deployments that slow subscribers never heard of")
                .register(registry);
    }

    private static double unreadable(DeploymentFeed feed) {
        FeedHealth health = feed.health();
        return health.polling() ? health.unreadable().size() : Double.NaN;
    }

    private static double lag(DeploymentFeed feed) {
        FeedHealth health = feed.health();
        return health.polling() ? health.lag().toNanos() / 1e9 : Double.NaN;
    }
}
