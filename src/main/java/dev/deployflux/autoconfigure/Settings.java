package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceDeploymentsBuilder;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;

/** What the properties mean. */
final class Settings {

    private static final String ALL = "*";

    private final DeployfluxProperties properties;

    Settings(DeployfluxProperties properties) {
        this.properties = properties;
    }

    /** Makes everything once, of a client that is never called, so that wrong properties fail now. */
    void check() {
        client();
        ApiQuota quota = quota();
        ServiceDeploymentsBuilder deployments = ServiceDeployments.builder(new NeverCalled());
        applyTo(deployments.quota(quota));
        DeploymentWatcherBuilder watcher = DeploymentWatcher.builder(deployments.build());
        applyTo(watcher);
        feed(watcher.build(), deployments.build()).dispose();
        basePath();
        maxAge();
    }

    EcsClientSettings client() {
        return new EcsClientSettings(properties.aws());
    }

    ApiQuota quota() {
        DeployfluxProperties.Quota quota = properties.quota();
        ApiQuota.Builder builder = ApiQuota.builder();
        Given given = new Given("deployflux.quota");
        given.set("leave-for-others", quota.leaveForOthers(), builder::leaveForOthers);
        for (ApiBucket bucket : ApiBucket.values()) {
            DeployfluxProperties.Bucket limits = quota.buckets().of(bucket);
            String name = "buckets." + BucketNames.of(bucket);
            int burst = Objects.requireNonNullElse(limits.burst(), bucket.burst());
            given.set(name + ".burst", burst, any -> builder.bucket(bucket, any, bucket.perSecond()));
            given.set(name + ".per-second", limits.perSecond(), any -> builder.bucket(bucket, burst, any));
        }
        given.set("leave-for-others", quota.leaveForOthers(), any -> builder.build());
        return quota.enabled() ? builder.build() : ApiQuota.unlimited();
    }

    void applyTo(ServiceDeploymentsBuilder builder) {
        new Given("deployflux").set("read-ahead", properties.readAhead(), builder::readAhead);
    }

    void applyTo(DeploymentWatcherBuilder builder) {
        DeployfluxProperties.Watch watch = properties.watch();
        Given given = new Given("deployflux.watch");
        given.set("interval", watch.interval(), builder::interval);
        given.set("idle-interval", watch.idleInterval(), builder::idleInterval);
        given.inOrder(
                "interval",
                watch.interval(),
                "idle-interval",
                watch.idleInterval(),
                DeployfluxProperties.Watch.IDLE_INTERVAL);
        given.set("jitter", watch.jitter(), builder::jitter);
        given.set("since", watch.since(), builder::since);
        given.set("overlap", watch.overlap(), builder::overlap);
        Duration first = watch.firstBackoff();
        given.set("first-backoff", first, any -> builder.backoff(any, any));
        given.inOrder(
                "first-backoff", first, "max-backoff", watch.maxBackoff(), DeployfluxProperties.Watch.MAX_BACKOFF);
        given.set("max-backoff", watch.maxBackoff(), any -> builder.backoff(first, any));
        given.set("call-timeout", watch.callTimeout(), builder::callTimeout);
        given.set("lookup-interval", watch.lookupInterval(), builder::lookupInterval);
        given.set("concurrency", watch.concurrency(), builder::concurrency);
        given.set("grace", watch.grace(), builder::grace);
        given.set("outcome-timeout", watch.outcomeTimeout(), builder::outcomeTimeout);
        Given ofFeed = new Given("deployflux.feed");
        properties.feed().exclude().forEach(each -> ofFeed.set("exclude", each, builder::exclude));
    }

    DeploymentFeed feed(DeploymentWatcher watcher, ServiceDeployments deployments) {
        // Those that are named come first: a cluster that can't be listed ends the flux.
        return watcher.feed(Flux.concat(Flux.fromIterable(named()), inClusters(deployments)));
    }

    private Flux<ServiceRef> inClusters(ServiceDeployments deployments) {
        List<String> clusters = properties.feed().clusters();
        if (clusters.isEmpty()) {
            return Flux.empty();
        }
        Given given = new Given("deployflux.feed");
        if (clusters.contains(ALL)) {
            if (clusters.size() > 1) {
                throw given.refused(
                        "clusters",
                        clusters,
                        "\"*\" stands for all clusters: write it alone, or name some and leave it out");
            }
            return deployments.services(deployments.clusters());
        }
        given.each(
                "clusters",
                clusters,
                cluster -> new ServiceRef(cluster, "any"), // refuses what can't be a cluster
                "isn't the name or ARN of a cluster: write such as prod,staging, or \"*\" for all");
        return deployments.services(clusters.toArray(String[]::new));
    }

    private List<ServiceRef> named() {
        return new Given("deployflux.feed")
                .each(
                        "services",
                        properties.feed().services(),
                        ServiceRef::parse,
                        "names no service: write cluster/service, such as prod/web, or an ARN");
    }

    /** Without a slash at its end; empty for none. */
    String basePath() {
        String path = properties.web().basePath();
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        if (!path.startsWith("/") || path.endsWith("/") || path.contains("{") || path.contains("*")) {
            throw new Given("deployflux.web")
                    .refused(
                            "base-path",
                            path,
                            "write / for none, or a path that begins with a slash and doesn't end with one, without"
                                    + " patterns, such as /deployflux");
        }
        return path;
    }

    Duration maxAge() {
        Duration age = properties.health().maxAge();
        if (age.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Given("deployflux.health").refused("max-age", age, "write 1s or more, such as 10m");
        }
        return age;
    }

    boolean mayBeDown() {
        return properties.health().mayBeDown();
    }
}
