package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceDeploymentsBuilder;
import dev.deployflux.ServiceRef;
import dev.deployflux.autoconfigure.DeployfluxProperties.Detector;
import dev.deployflux.autoconfigure.DeployfluxProperties.Watch;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.quota.QuotaShares;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.ServiceFingerprints;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import reactor.core.publisher.Flux;

/** Makes options of builders, and what is built with them, of the properties; refuses those that are wrong. */
final class CheckedProperties {

    private static final String ALL = "*";
    private static final int SHORTEST_LOG = 100;
    private static final int LONGEST_LOG = 1_000_000;
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");

    private final DeployfluxProperties properties;

    /** Makes everything once, with a client that is never called, so that wrong properties fail now. */
    CheckedProperties(DeployfluxProperties properties) {
        this.properties = properties;
        checked(properties.aws());
        ServiceDeploymentsBuilder builder =
                ServiceDeployments.builder(new UnusedClient()).quota(quota(null));
        applyTo(builder);
        ServiceDeployments deployments = builder.build();
        DeploymentWatcherBuilder watcher = watcher(deployments);
        feed(watcher.build(), deployments, null).dispose();
        basePath();
        maxAge();
        logLength();
    }

    /** With all options; refuses those that don't go together, and blames one that is set. */
    private DeploymentWatcherBuilder watcher(ServiceDeployments deployments) {
        DeploymentWatcherBuilder watcher = DeploymentWatcher.builder(deployments);
        applyWatch(watcher);
        Watch watch = properties.watch();
        boolean idleIsSet = isSet(watch.idleInterval(), Watch.IDLE_INTERVAL);
        use(
                idleIsSet ? "deployflux.watch.idle-interval" : "deployflux.watch.interval",
                idleIsSet ? watch.idleInterval() : watch.interval(),
                shorter -> watcher.build());
        Detector detector = properties.detector();
        applyDetector(watcher);
        boolean listIsSet = isSet(detector.listEvery(), Detector.LIST_EVERY);
        use(
                listIsSet ? "deployflux.detector.list-every" : "deployflux.watch.idle-interval",
                listIsSet ? detector.listEvery() : watch.idleInterval(),
                shorter -> watcher.build());
        return watcher;
    }

    /** Refuses what can't be an endpoint or a region. The client may be made before the others are checked. */
    static DeployfluxProperties.Aws checked(DeployfluxProperties.Aws aws) {
        URI endpoint = aws.endpoint();
        if (endpoint != null
                && !(endpoint.getHost() != null && SCHEMES.contains(String.valueOf(endpoint.getScheme())))) {
            throw wrong("deployflux.aws.endpoint", endpoint, "write scheme and host, such as http://localhost:4566");
        }
        String region = aws.region();
        if (region != null && !REGION.matcher(region).matches()) {
            throw wrong("deployflux.aws.region", region, "it is no region: write such as eu-central-1");
        }
        return aws;
    }

    /** {@code shares} is {@code null} if no other process is to be asked. */
    ApiQuota quota(@Nullable QuotaShares shares) {
        DeployfluxProperties.Quota quota = properties.quota();
        ApiQuota.Builder builder = ApiQuota.builder();
        for (ApiBucket bucket : ApiBucket.values()) {
            DeployfluxProperties.Bucket limits = quota.buckets().of(bucket);
            String name = BucketNames.BUCKETS + "." + BucketNames.of(bucket);
            int burst = Objects.requireNonNullElse(limits.burst(), bucket.burst());
            use(name + ".burst", limits.burst(), calls -> builder.bucket(bucket, calls, bucket.perSecond()));
            use(name + ".per-second", limits.perSecond(), rate -> builder.bucket(bucket, burst, rate));
        }
        use("deployflux.quota.leave-for-others", quota.leaveForOthers(), share -> builder.leaveForOthers(share)
                .build());
        if (shares != null) {
            builder.shared(shares);
        }
        return quota.enabled() ? builder.build() : ApiQuota.unlimited();
    }

    void applyTo(ServiceDeploymentsBuilder builder) {
        use("deployflux.read-ahead", properties.readAhead(), builder::readAhead);
    }

    void applyTo(DeploymentWatcherBuilder builder) {
        applyWatch(builder);
        applyDetector(builder);
    }

    private void applyDetector(DeploymentWatcherBuilder builder) {
        Detector detector = properties.detector();
        use("deployflux.detector.list-every", detector.listEvery(), every -> {
            ServiceFingerprints fingerprints = ServiceFingerprints.create().listEvery(every);
            if (detector.enabled()) {
                builder.detector(fingerprints);
            }
        });
    }

    private void applyWatch(DeploymentWatcherBuilder builder) {
        Watch watch = properties.watch();
        use("deployflux.watch.interval", watch.interval(), builder::interval);
        use("deployflux.watch.idle-interval", watch.idleInterval(), builder::idleInterval);
        use("deployflux.watch.details", watch.details(), builder::details);
        use("deployflux.watch.jitter", watch.jitter(), builder::jitter);
        use("deployflux.watch.since", watch.since(), builder::since);
        use("deployflux.watch.overlap", watch.overlap(), builder::overlap);
        use("deployflux.watch.first-backoff", watch.firstBackoff(), pause -> builder.backoff(pause, pause));
        boolean maxIsSet = isSet(watch.maxBackoff(), Watch.MAX_BACKOFF);
        use(
                maxIsSet ? "deployflux.watch.max-backoff" : "deployflux.watch.first-backoff",
                maxIsSet ? watch.maxBackoff() : watch.firstBackoff(),
                shorter -> builder.backoff(watch.firstBackoff(), watch.maxBackoff()));
        use("deployflux.watch.call-timeout", watch.callTimeout(), builder::callTimeout);
        use("deployflux.watch.lookup-interval", watch.lookupInterval(), builder::lookupInterval);
        use("deployflux.watch.concurrency", watch.concurrency(), builder::concurrency);
        use("deployflux.watch.grace", watch.grace(), builder::grace);
        use("deployflux.watch.outcome-timeout", watch.outcomeTimeout(), builder::outcomeTimeout);
        use("deployflux.feed.event-log", properties.feed().eventLog(), builder::eventLog);
        properties.feed().exclude().forEach(each -> use("deployflux.feed.exclude", each, builder::exclude));
    }

    /** Whether a property isn't its default, and so can be blamed: Spring Boot shows the origin of those that are set. */
    private static boolean isSet(Duration value, String defaultValue) {
        return !value.equals(DurationStyle.detectAndParse(defaultValue));
    }

    DeploymentFeed feed(DeploymentWatcher watcher, ServiceDeployments deployments, @Nullable FeedStore shared) {
        // Those that are named come first: a cluster that can't be listed ends the flux.
        Flux<ServiceRef> services = Flux.concat(Flux.fromIterable(services()), inClusters(deployments));
        return shared == null ? watcher.feed(services) : watcher.feed(services, shared);
    }

    private Flux<ServiceRef> inClusters(ServiceDeployments deployments) {
        List<String> clusters = properties.feed().clusters();
        if (clusters.isEmpty()) {
            return Flux.empty();
        }
        if (clusters.contains(ALL)) {
            if (clusters.size() > 1) {
                String advice = "\"*\" stands for all clusters: write it alone, or name some and leave it out";
                throw wrong("deployflux.feed.clusters", clusters, advice);
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
                String which = "number " + (values.size() + 1) + " of its " + texts.size() + " elements is ";
                String advice = text.isBlank()
                        ? "blank: remove the comma that is too many, or write what is missing"
                        : "\"" + text + "\", which " + otherwise;
                throw wrong(property, String.join(",", texts), which + advice);
            }
        }
        return values;
    }

    /** The path in front of the routes, without a slash at its end; empty for none. */
    String basePath() {
        String path = properties.web().basePath();
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        if (!path.startsWith("/") || path.endsWith("/") || path.contains("{") || path.contains("*")) {
            String advice = "write / for none, or a path that begins with a slash and doesn't end with one, without"
                    + " patterns, such as /deployflux";
            throw wrong("deployflux.web.base-path", path, advice);
        }
        return path;
    }

    boolean page() {
        return properties.web().page();
    }

    Duration maxAge() {
        Duration age = properties.health().maxAge();
        if (age.compareTo(Duration.ofSeconds(1)) < 0) {
            throw wrong("deployflux.health.max-age", age, "write 1s or more, such as 10m");
        }
        return age;
    }

    /** Checked here, as the store on Redis may need what isn't on the class path. */
    private void logLength() {
        int events = properties.replicas().logLength();
        if (events < SHORTEST_LOG || events > LONGEST_LOG) {
            throw wrong("deployflux.replicas.log-length", events, "write 100 to 1000000, such as 10000");
        }
    }

    /**
     * Passes a property's value on, if there is one. What is refused there is told in the same words, with the name and the
     * value of the property, so that Spring Boot shows where it was set.
     */
    static <T> void use(String property, @Nullable T value, Consumer<T> option) {
        try {
            if (value != null) {
                option.accept(value);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(property, value, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidConfigurationPropertyValueException wrong(String property, Object value, String advice) {
        return new InvalidConfigurationPropertyValueException(property, value, advice);
    }
}
