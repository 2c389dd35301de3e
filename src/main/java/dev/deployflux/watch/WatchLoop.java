package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.concurrent.DueQueue;
import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
    private final Map<ServiceRef, ServiceWatch> services = new LinkedHashMap<>();
    private final UserCode userCode;
    private final BehindDetector behind = new BehindDetector();
    private @Nullable SteadyTime time;
    private volatile DueQueue<Turn> queue;

    /** Whether a subscriber of {@link #events()} is taking a report, which it may do at leisure. */
    private volatile boolean reporting;

    WatchLoop(ServiceDeployments deployments, Publisher<ServiceRef> services, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
        this.userCode = new UserCode(options);
        this.lookup = new ServiceLookup(services, this, options);
        this.queue = new DueQueue<>(options.timers);
    }

    /** The events of all reports, for one subscriber. The first demand begins it. */
    Flux<DeploymentEvent> events() {
        // concatMap without prefetch subscribes at the first demand, and takes the next report when it is needed.
        return Flux.just(this).hide().concatMap(loop -> loop.reports().concatMap(loop::events, 0), 0);
    }

    private Flux<DeploymentEvent> events(Turn.Report report) {
        return Flux.defer(() -> {
                    reporting = true;
                    List<DeploymentEvent> events = report.events();
                    options.listeners.tell(events);
                    return Flux.fromIterable(events);
                })
                .doOnComplete(() -> {
                    reporting = false;
                    report.delivered();
                });
    }

    private boolean isOverdue(long patience) {
        return !reporting && (queue.isOverdue(patience) || userCode.isStarved(patience));
    }

    /**
     * Begins, or goes on after a cancel, with a lookup and a pass over each service that is known. Whoever subscribes
     * takes the reports one at a time.
     */
    Flux<Turn.Report> reports() {
        return Flux.defer(() -> {
            queue = new DueQueue<>(options.timers);
            put(lookup, options.now());
            begin(services.values());
            return Mono.defer(queue::next)
                    .repeat()
                    .flatMap(Turn::take, options.concurrency, 1)
                    .takeUntilOther(userCode.stall(this::isOverdue));
        });
    }

    UserCode userCode() {
        return userCode;
    }

    void put(Turn turn, long at) {
        queue.put(turn, at);
    }

    /**
     * The time of this watch, which begins with the first report that asks. Only for reports, which are taken one at a
     * time.
     *
     * @param clock what the clock said at that time: it is the user's, and may throw, so only turns ask it
     */
    SteadyTime time(Instant clock, long now) {
        if (time == null) {
            time = new SteadyTime(clock, now);
        }
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

    /** A lookup has named some, and knows of others that they aren't there; of the rest it knows nothing. */
    void lookedUp(Predicate<ServiceRef> named, Predicate<ServiceRef> missing) {
        for (ServiceWatch each : List.copyOf(services.values())) {
            boolean isNamed = named.test(each.service());
            if ((isNamed || missing.test(each.service())) && each.lookedUp(isNamed)) {
                queue.hasten(each, options.now());
            }
        }
    }

    List<DeploymentEvent> began(Duration wanted, Duration late) {
        return behind.began(wanted, late, services.size());
    }
}
