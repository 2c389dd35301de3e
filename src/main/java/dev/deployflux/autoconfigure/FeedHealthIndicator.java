package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.ConsumerHealth;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.FeedPoller;
import dev.deployflux.watch.ServiceHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a feed. It isn't UP when the polling has ended by an error, when no service can be looked up, or when it is
 * too long ago that any service was read, or that all was known that replicas share. One service that fails is a detail, and
 * so is a store that can't be reached for a while: the application is well, and serves what it has. A feed that nobody listens to
 * doesn't poll, and is well.
 *
 * <p>It is UNKNOWN then, which leaves the application's health as it is, unless it may be DOWN. What has failed is ECS or a
 * role, in all replicas at once, and no restart mends it. A load balancer would replace every one of them.
 */
final class FeedHealthIndicator extends AbstractHealthIndicator {

    private static final int MOST_NAMED = 10;

    private final Supplier<FeedHealth> health;
    private final Duration maxAge;
    private final Status inTrouble;

    FeedHealthIndicator(Supplier<FeedHealth> health, Duration maxAge, boolean mayBeDown) {
        super("The deployments feed's health could not be told");
        this.health = health;
        this.maxAge = maxAge;
        this.inTrouble = mayBeDown ? Status.DOWN : Status.UNKNOWN;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        FeedHealth now = health.get();
        List<ServiceRef> stale = stale(now);
        Throwable ended = now.ended();
        if (ended != null) {
            inTrouble(builder, "The polling has ended by an error.").withException(ended);
        } else if (now.storeFailure() != null && (isBehind(now) || isAllOf(stale, now))) {
            inTrouble(builder, "What replicas share can't be reached, or refuses to be written.");
        } else if (now.services().isEmpty() && now.lookupFailures() > 0) {
            inTrouble(builder, "The services can't be looked up.");
        } else if (isAllOf(stale, now)) {
            inTrouble(builder, "None of the services can be read.");
        } else {
            builder.up();
        }
        builder.withDetail("polling", now.polling())
                .withDetail("subscribers", now.subscribers())
                .withDetail("services", now.services().size())
                .withDetail("lookupFailures", now.lookupFailures())
                .withDetail("behind", now.behind() != null);
        tellOfDescriptions(builder, now);
        tellOfReplicas(builder, now);
        now.services().values().stream()
                .map(ServiceHealth::age)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .ifPresent(oldest -> builder.withDetail("oldestPass", oldest.toString()));
        tell(builder, "unreadable", now.unreadable());
        if (!now.failingClusters().isEmpty()) {
            builder.withDetail("failingClusters", first(now.failingClusters(), LookupFailing.Cluster::name));
        }
        if (now.excluded() > 0) {
            builder.withDetail("excluded", now.excluded());
        }
        tell(builder, "stale", stale);
    }

    /** What is told less of, or later, while nothing is missed. */
    private static void tellOfDescriptions(Health.Builder builder, FeedHealth now) {
        if (now.detailsFailing() != null) {
            builder.withDetail("detailsFailing", now.detailsFailing().error().toString());
        }
        if (now.detectorFailing() != null) {
            builder.withDetail("detectorFailing", now.detectorFailing().error().toString());
        }
        if (now.hintsFailing() != null) {
            builder.withDetail("hintsFailing", now.hintsFailing().error().toString());
        }
    }

    private static void tellOfReplicas(Health.Builder builder, FeedHealth now) {
        FeedPoller poller = now.poller();
        builder.withDetail("replica", now.replica())
                .withDetail("readerLag", now.readerLag().toString());
        if (poller != null) {
            builder.withDetail("poller", poller.replica()).withDetail("term", poller.term());
        }
        if (now.storeFailure() != null) {
            builder.withDetail("storeFailure", now.storeFailure().toString());
        }
        List<ConsumerHealth> failing = now.consumers().stream()
                .filter(consumer -> consumer.failures() > 0)
                .toList();
        if (!failing.isEmpty()) {
            builder.withDetail("failingConsumers", first(failing, ConsumerHealth::name));
        }
    }

    private boolean isBehind(FeedHealth now) {
        return now.readerLag().compareTo(maxAge) > 0;
    }

    private static boolean isAllOf(List<ServiceRef> stale, FeedHealth now) {
        return !stale.isEmpty() && stale.size() == now.services().size();
    }

    private static void tell(Health.Builder builder, String what, List<ServiceRef> services) {
        if (!services.isEmpty()) {
            builder.withDetail(what, services.size())
                    .withDetail(what + "Services", first(services, ServiceRef::toString));
        }
    }

    private Health.Builder inTrouble(Health.Builder builder, String trouble) {
        return builder.status(inTrouble).withDetail("trouble", trouble);
    }

    private static <T> List<String> first(List<T> all, Function<T, String> name) {
        return all.stream().limit(MOST_NAMED).map(name).toList();
    }

    private List<ServiceRef> stale(FeedHealth now) {
        return now.services().entrySet().stream()
                .filter(entry -> now.polling() && isStale(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Time before the polling began doesn't count; a service that was never read counts from its first failure on. */
    private boolean isStale(ServiceHealth service) {
        Duration age = service.age();
        return age == null ? service.failures() > 0 : service.lag().compareTo(maxAge) > 0;
    }
}
