package dev.deployflux.micrometer;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.FeedPoller;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a feed, which are read from its {@linkplain DeploymentFeed#health() health} whenever somebody reads them:
 * {@code deployflux.feed.lag}, {@code .idle.interval}, {@code .unreadable}, {@code .lookup.failures}, {@code .details.failing},
 * {@code .detector.failing}, {@code .hints.failing}, {@code .ended}, {@code .subscribers}, {@code .services}, {@code .merged} and
 * {@code .missed}; of replicas {@code .shared}, {@code .polls}, {@code .term}, {@code .terms}, {@code .fenced}, {@code .resets}, {@code
 * .reader.lag}, {@code .store.failing}, {@code .consumers.failing} and {@code .consumers.busy}. They don't keep the feed from being collected. A registry
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
        TimeGauge.builder(
                        "deployflux.feed.lag",
                        feed,
                        TimeUnit.SECONDS,
                        of -> whilePolling(of, health -> seconds(health.lag())))
                .description("How long ago the service was read that was read least recently of those that can be"
                        + " read, or for how long nothing could be; none while nothing polls")
                .register(registry);
        Gauge.builder(
                        "deployflux.feed.unreadable",
                        feed,
                        of -> whilePolling(of, health -> health.unreadable().size()))
                .description("Services that are watched and can't be read: refused, or failed three times in a"
                        + " row; none while nothing polls")
                .register(registry);
        Gauge.builder("deployflux.feed.subscribers", feed, of -> of.health().subscribers())
                .description("Subscribers; each SSE client is one")
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
        bindTrouble(registry);
        bindReplica(registry);
        bindConsumers(registry);
    }

    private void bindTrouble(MeterRegistry registry) {
        TimeGauge.builder("deployflux.feed.idle.interval", feed, TimeUnit.SECONDS, of -> seconds(of.idleInterval()))
                .description("How often a service with nothing in flight is polled: a lag of twice that is too much")
                .register(registry);
        Gauge.builder("deployflux.feed.lookup.failures", feed, of -> whilePolling(of, FeedHealth::lookupFailures))
                .description("Lookups of the services that have failed in a row; none while nothing polls")
                .register(registry);
        bindFailing(registry, "details", "deployments in flight can't be described", FeedHealth::detailsFailing);
        bindFailing(registry, "detector", "services can't be described", FeedHealth::detectorFailing);
        bindFailing(registry, "hints", "the publisher of hints has failed", FeedHealth::hintsFailing);
        Gauge.builder("deployflux.feed.ended", feed, of -> isThere(of.health().ended()))
                .description("1 when an error has ended the polling, until it begins anew")
                .register(registry);
    }

    private void bindFailing(
            MeterRegistry registry, String what, String trouble, Function<FeedHealth, @Nullable Object> word) {
        Gauge.builder(
                        "deployflux.feed." + what + ".failing",
                        feed,
                        of -> whilePolling(of, health -> isThere(word.apply(health))))
                .description("1 while " + trouble + ", otherwise 0; none while nothing polls")
                .register(registry);
    }

    private void bindReplica(MeterRegistry registry) {
        Gauge.builder("deployflux.feed.shared", feed, of -> of.isShared() ? 1 : 0)
                .description("1 if one replica polls for all of them, 0 if this one polls for itself")
                .register(registry);
        Gauge.builder("deployflux.feed.polls", feed, FeedMeters::polls)
                .description("1 on the replica that polls, 0 on the others: the sum is 1 while somebody listens")
                .register(registry);
        Gauge.builder("deployflux.feed.term", feed, FeedMeters::term)
                .description("Number of the lease of the replica that polls; none if none is known to")
                .register(registry);
        FunctionCounter.builder("deployflux.feed.terms", feed, of -> of.health().termsTaken())
                .description("Terms in which this replica has polled")
                .register(registry);
        FunctionCounter.builder(
                        "deployflux.feed.fenced", feed, of -> of.health().timesFenced())
                .description("Terms that this replica has lost while it polled")
                .register(registry);
        FunctionCounter.builder(
                        "deployflux.feed.resets", feed, of -> of.health().resets())
                .description("Times that the log that replicas share didn't go on where it was")
                .register(registry);
        TimeGauge.builder(
                        "deployflux.feed.reader.lag",
                        feed,
                        TimeUnit.SECONDS,
                        of -> seconds(of.health().readerLag()))
                .description("How far behind the others this replica may be")
                .register(registry);
        Gauge.builder(
                        "deployflux.feed.store.failing",
                        feed,
                        of -> isThere(of.health().storeFailure()))
                .description("1 while what replicas share can't be reached, or refuses to be written")
                .register(registry);
    }

    private void bindConsumers(MeterRegistry registry) {
        Gauge.builder("deployflux.feed.consumers.failing", feed, FeedMeters::failingConsumers)
                .description("Consumers on this replica whose handler fails with an event, again and again")
                .register(registry);
        TimeGauge.builder("deployflux.feed.consumers.busy", feed, TimeUnit.SECONDS, FeedMeters::consumersBusy)
                .description("How long the consumer on this replica that is slowest has been at its event")
                .register(registry);
    }

    private static double polls(DeploymentFeed feed) {
        FeedPoller poller = feed.health().poller();
        return poller != null && poller.here() ? 1 : 0;
    }

    private static double term(DeploymentFeed feed) {
        FeedPoller poller = feed.health().poller();
        return poller == null ? Double.NaN : poller.term();
    }

    private static double failingConsumers(DeploymentFeed feed) {
        return feed.health().consumers().stream()
                .filter(consumer -> consumer.failures() > 0)
                .count();
    }

    private static double consumersBusy(DeploymentFeed feed) {
        return feed.health().consumers().stream()
                .mapToDouble(consumer -> seconds(consumer.busyFor()))
                .max()
                .orElse(0);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double whilePolling(DeploymentFeed feed, ToDoubleFunction<FeedHealth> figure) {
        FeedHealth health = feed.health();
        return health.polling() ? figure.applyAsDouble(health) : Double.NaN;
    }

    private static double isThere(@Nullable Object trouble) {
        return trouble == null ? 0 : 1;
    }
}
