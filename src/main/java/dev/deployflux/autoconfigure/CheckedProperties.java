package dev.deployflux.autoconfigure;

import static dev.deployflux.autoconfigure.PropertyOption.named;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceDeploymentsBuilder;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import reactor.core.publisher.Flux;

/** The properties as options of builders, and as parts that are built; refuses those that are wrong. */
final class CheckedProperties {

    private static final String ALL = "*";

    private final DeployfluxProperties properties;
    private final PropertyMapper map = PropertyMapper.get();

    CheckedProperties(DeployfluxProperties properties) {
        this.properties = properties;
    }

    /** Makes everything once, with a client that is never called, so that wrong properties fail now. */
    void check() {
        new EcsClientSettings(properties.aws());
        ServiceDeploymentsBuilder builder =
                ServiceDeployments.builder(new UnusedClient()).quota(quota());
        applyTo(builder);
        ServiceDeployments deployments = builder.build();
        DeploymentWatcherBuilder watcher = DeploymentWatcher.builder(deployments);
        applyTo(watcher);
        DeployfluxProperties.Watch watch = properties.watch();
        inOrder(
                "deployflux.watch.interval",
                watch.interval(),
                "deployflux.watch.idle-interval",
                watch.idleInterval(),
                DeployfluxProperties.Watch.IDLE_INTERVAL,
                watcher::build);
        feed(watcher.build(), deployments).dispose();
        basePath();
        maxAge();
    }

    ApiQuota quota() {
        DeployfluxProperties.Quota quota = properties.quota();
        ApiQuota.Builder builder = ApiQuota.builder();
        map.from(quota.leaveForOthers()).to(named("deployflux.quota.leave-for-others", builder::leaveForOthers));
        for (ApiBucket bucket : ApiBucket.values()) {
            DeployfluxProperties.Bucket limits = quota.buckets().of(bucket);
            String name = BucketNames.BUCKETS + "." + BucketNames.of(bucket);
            int burst = Objects.requireNonNullElse(limits.burst(), bucket.burst());
            map.from(limits.burst())
                    .to(named(name + ".burst", calls -> builder.bucket(bucket, calls, bucket.perSecond())));
            map.from(limits.perSecond()).to(named(name + ".per-second", rate -> builder.bucket(bucket, burst, rate)));
        }
        map.from(quota.leaveForOthers()).to(named("deployflux.quota.leave-for-others", share -> builder.build()));
        return quota.enabled() ? builder.build() : ApiQuota.unlimited();
    }

    void applyTo(ServiceDeploymentsBuilder builder) {
        map.from(properties.readAhead()).to(named("deployflux.read-ahead", builder::readAhead));
    }

    void applyTo(DeploymentWatcherBuilder builder) {
        DeployfluxProperties.Watch watch = properties.watch();
        map.from(watch.interval()).to(named("deployflux.watch.interval", builder::interval));
        map.from(watch.idleInterval()).to(named("deployflux.watch.idle-interval", builder::idleInterval));
        map.from(watch.jitter()).to(named("deployflux.watch.jitter", builder::jitter));
        map.from(watch.since()).to(named("deployflux.watch.since", builder::since));
        map.from(watch.overlap()).to(named("deployflux.watch.overlap", builder::overlap));
        map.from(watch.firstBackoff())
                .to(named("deployflux.watch.first-backoff", pause -> builder.backoff(pause, pause)));
        inOrder(
                "deployflux.watch.first-backoff",
                watch.firstBackoff(),
                "deployflux.watch.max-backoff",
                watch.maxBackoff(),
                DeployfluxProperties.Watch.MAX_BACKOFF,
                () -> builder.backoff(watch.firstBackoff(), watch.maxBackoff()));
        map.from(watch.callTimeout()).to(named("deployflux.watch.call-timeout", builder::callTimeout));
        map.from(watch.lookupInterval()).to(named("deployflux.watch.lookup-interval", builder::lookupInterval));
        map.from(watch.concurrency()).to(named("deployflux.watch.concurrency", builder::concurrency));
        map.from(watch.grace()).to(named("deployflux.watch.grace", builder::grace));
        map.from(watch.outcomeTimeout()).to(named("deployflux.watch.outcome-timeout", builder::outcomeTimeout));
        map.from(properties.feed().eventLog()).to(named("deployflux.feed.event-log", builder::eventLog));
        properties.feed().exclude().forEach(named("deployflux.feed.exclude", builder::exclude));
    }

    /** Blames the property of two that was set, if the second is less than the first: of others Boot shows no origin. */
    private static void inOrder(
            String less, Duration least, String more, Duration most, String defaultOfMore, Runnable builder) {
        boolean moreIsSet = !most.equals(DurationStyle.detectAndParse(defaultOfMore));
        named(moreIsSet ? more : less, (Duration refused) -> builder.run()).accept(moreIsSet ? most : least);
    }

    DeploymentFeed feed(DeploymentWatcher watcher, ServiceDeployments deployments) {
        // Those that are named come first: a cluster that can't be listed ends the flux.
        return watcher.feed(Flux.concat(Flux.fromIterable(services()), inClusters(deployments)));
    }

    private Flux<ServiceRef> inClusters(ServiceDeployments deployments) {
        List<String> clusters = properties.feed().clusters();
        if (clusters.isEmpty()) {
            return Flux.empty();
        }
        if (clusters.contains(ALL)) {
            if (clusters.size() > 1) {
                throw new InvalidConfigurationPropertyValueException(
                        "deployflux.feed.clusters",
                        clusters,
                        "\"*\" stands for all clusters: write it alone, or name some and leave it out");
            }
            return deployments.services(deployments.clusters());
        }
        each(
                "deployflux.feed.clusters",
                clusters,
                cluster -> new ServiceRef(cluster, "any"), // refuses what can't be a cluster
                "isn't the name or ARN of a cluster: write such as prod,staging, or \"*\" for all");
        return deployments.services(clusters.toArray(String[]::new));
    }

    private List<ServiceRef> services() {
        return each(
                "deployflux.feed.services",
                properties.feed().services(),
                ServiceRef::parse,
                "names no service: write cluster/service, such as prod/web, or an ARN");
    }

    /** Reads each element of a list, and says which one can't be read. */
    private static <T> List<T> each(String property, List<String> texts, Function<String, T> read, String otherwise) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                values.add(read.apply(text));
            } catch (IllegalArgumentException e) {
                String which = "number " + (values.size() + 1) + " of its " + texts.size() + " elements ";
                throw new InvalidConfigurationPropertyValueException(
                        property,
                        String.join(",", texts),
                        text.isBlank()
                                ? which + "is blank: remove the comma that is too many, or write what is missing"
                                : which + "is \"" + text + "\", which " + otherwise);
            }
        }
        return values;
    }

    /** Without a slash at its end; empty for none. */
    String basePath() {
        String path = properties.web().basePath();
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        if (!path.startsWith("/") || path.endsWith("/") || path.contains("{") || path.contains("*")) {
            throw new InvalidConfigurationPropertyValueException(
                    "deployflux.web.base-path",
                    path,
                    "write / for none, or a path that begins with a slash and doesn't end with one, without patterns,"
                            + " such as /deployflux");
        }
        return path;
    }

    Duration maxAge() {
        Duration age = properties.health().maxAge();
        if (age.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "deployflux.health.max-age", age, "write 1s or more, such as 10m");
        }
        return age;
    }

    boolean mayBeDown() {
        return properties.health().mayBeDown();
    }
}
