package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A watch: what is known of its services, and the loop that takes one {@link Turn} after another, several at once.
 *
 * <p>A turn's calls may run beside those of other turns. What they bring is compared with what is known in the order in
 * which reports are taken, one at a time, and a turn is due again when its report's events have been taken. So nothing
 * here is locked save the {@link DueQueue}, passes over a service never overlap, and a report that was never taken has
 * changed nothing: a watch that is cancelled and begun again goes on where it was.
 */
final class WatchLoop {

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final ServiceLookup lookup;
    private final SteadyTime time;
    private final Map<ServiceRef, ServiceWatch> services = new LinkedHashMap<>();
    private final Punctuality punctuality = new Punctuality();
    private DueQueue queue;

    WatchLoop(ServiceDeployments deployments, Publisher<ServiceRef> services, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
        this.lookup = new ServiceLookup(services, this, options);
        this.time = new SteadyTime(options.clock().instant(), options.now());
        this.queue = new DueQueue(options.scheduler());
    }

    /** The events of all reports, for one subscriber. The first demand begins it. */
    Flux<DeploymentEvent> events() {
        // concatMap without prefetch subscribes at the first demand, and takes the next report when it is needed.
        return Flux.just(this).hide().concatMap(loop -> loop.reports().concatMap(loop::events, 0), 0);
    }

    private Flux<DeploymentEvent> events(Turn.Report report) {
        return Flux.defer(() -> {
                    List<DeploymentEvent> events = report.events();
                    options.listeners().tell(events);
                    return Flux.fromIterable(events);
                })
                .doOnComplete(report::delivered);
    }

    /**
     * Begins, or goes on after a cancel, with a lookup and a pass over each service that is known. Whoever subscribes
     * takes the reports one at a time.
     */
    Flux<Turn.Report> reports() {
        return Flux.defer(() -> {
            queue = new DueQueue(options.scheduler());
            put(lookup, options.now());
            begin(services.values());
            return Mono.defer(queue::next).repeat().flatMap(Turn::take, options.concurrency(), 1);
        });
    }

    void put(Turn turn, long at) {
        queue.put(turn, at);
    }

    /** Only for reports, which are taken one at a time. */
    SteadyTime time() {
        return time;
    }

    boolean isWatched(ServiceRef service) {
        return services.containsKey(service);
    }

    ServiceWatch add(ServiceRef service, Instant since) {
        ServiceWatch added = new ServiceWatch(service, since, this, deployments, options);
        services.put(service, added);
        return added;
    }

    void remove(ServiceWatch service) {
        services.remove(service.service());
    }

    /**
     * The first passes over these are due now, but as far apart as ECS can bear for long: without a quota all would be
     * thrown at it at once.
     */
    void begin(Collection<ServiceWatch> joined) {
        ApiBucket bucket = ApiBucket.SERVICE_DEPLOYMENTS;
        long now = options.now();
        int i = 0;
        for (ServiceWatch each : joined) {
            long later = Math.max(0, ++i - bucket.burst() / 2) * TimeUnit.SECONDS.toNanos(1) / bucket.perSecond();
            put(each, each.begin(now + later));
        }
    }

    /** A complete lookup has named these. */
    void lookedUp(Set<ServiceRef> named) {
        for (ServiceWatch each : List.copyOf(services.values())) {
            if (each.lookedUp(named.contains(each.service()))) {
                queue.hasten(each, options.now());
            }
        }
    }

    List<DeploymentEvent> began(Duration wanted, Duration late) {
        return punctuality.began(wanted, late, services.size());
    }
}
