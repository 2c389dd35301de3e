package dev.deployflux.watch;

import dev.deployflux.ClusterListener;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.FeedRow.LookupNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Asks the publisher of services again and again which there are. */
final class ServiceLookup implements Turn {

    private final ServiceDeployments deployments;
    private final Publisher<ServiceRef> publisher;
    private final Loop loop;
    private final WatchOptions options;
    private final UserCode.Lane lane;
    private final Map<ServiceRef, ServiceWatch> services = new LinkedHashMap<>();

    /** Their names, for any thread. */
    private final Set<ServiceRef> names = ConcurrentHashMap.newKeySet();

    private final Strangers strangers;
    private final Map<String, Integer> failuresByCluster = new HashMap<>();
    private int failures;

    /** When the last lookup began, complete or not, in the scheduler's nanoseconds. */
    private long beganAt;

    /** When a hint has asked for another that hasn't begun since; {@code null} if none has. */
    private @Nullable Long hintedAt;

    /** When the last complete lookup began, in the scheduler's nanoseconds. */
    private @Nullable Long lastGood;

    /** When the last complete lookup of the watch before began, if this one goes on from it. */
    private @Nullable Instant lookedUpBefore;

    ServiceLookup(ServiceDeployments deployments, Publisher<ServiceRef> publisher, Loop loop, WatchOptions options) {
        this.deployments = deployments;
        this.publisher = publisher;
        this.loop = loop;
        this.options = options;
        this.lane = loop.userCode().lane();
        this.strangers = new Strangers(options.lookupInterval.toNanos());
    }

    /** Goes on from what was remembered. */
    void restore(WatchSeed seed) {
        LookupFailing trouble = seed.word(LookupFailing.class);
        if (trouble != null) {
            failures = trouble.failures();
            trouble.clusters().forEach(cluster -> failuresByCluster.put(cluster.name(), cluster.failures()));
        }
        lookedUpBefore = seed.lookup() == null ? null : seed.lookup().windowEnd();
        seed.services().forEach((service, known) -> {
            ServiceHistory history = new ServiceHistory(service, known.memory(), options.overlap);
            history.restore(known.deployments());
            add(service, history).after(known.memory());
        });
    }

    private ServiceWatch add(ServiceRef service, ServiceHistory history) {
        ServiceWatch added = new ServiceWatch(service, history, loop, () -> remove(service), deployments, options);
        services.put(service, added);
        names.add(service);
        return added;
    }

    private void remove(ServiceRef service) {
        services.remove(service);
        names.remove(service);
    }

    /** Whether that one is watched. On any thread. */
    boolean isWatched(ServiceRef service) {
        return names.contains(service);
    }

    /** Somebody says that something has changed of these, which weren't watched then. Not in the pause behind a failure. */
    void hinted(Set<ServiceRef> unknown) {
        for (ServiceRef each : unknown) {
            ServiceWatch joined = services.get(each);
            if (joined != null) {
                joined.hinted();
            } else if (strangers.isNews(each, options.now())) {
                hintedAt = options.now();
            }
        }
        if (hintedAt != null && failures == 0) {
            loop.hasten(this, hintedDue());
        }
    }

    /** However many there are, lookups take five times as many calls as without at most. */
    private long hintedDue() {
        return Math.max(options.now(), beganAt + options.lookupInterval.toNanos() / 5);
    }

    /** One that is watched; {@code null} if it isn't. */
    @Nullable
    ServiceWatch watched(ServiceRef service) {
        return services.get(service);
    }

    /** How many services are watched. */
    int services() {
        return services.size();
    }

    /** It is due now, and so are the first passes over those services that it has found before. */
    void begin() {
        loop.put(this, options.now());
        begin(services.values());
    }

    /** Spreads first passes as ECS can bear them for long: without a quota all would be thrown at it at once. */
    private void begin(Collection<ServiceWatch> joined) {
        long now = options.now();
        long last = later(joined.size());
        int i = 0;
        for (ServiceWatch each : joined) {
            long later = later(++i);
            loop.serviceLooks().begin(each, now, later, last);
            loop.put(each, each.begin(now + later));
        }
    }

    /** When the n-th first pass is due, in nanoseconds. */
    private static long later(int n) {
        ApiBucket bucket = ApiBucket.SERVICE_DEPLOYMENTS;
        return Math.max(0, n - bucket.burst() / 2) * TimeUnit.SECONDS.toNanos(1) / bucket.perSecond();
    }

    @Override
    public Mono<Report> take() {
        // The clock is the user's, too.
        return Mono.defer(() -> look(options.clock.instant()))
                .onErrorResume(error ->
                        Mono.just(new Found(Set.of(), Instant.EPOCH, options.now(), error, new ClusterListings(), 0)));
    }

    private Mono<Report> look(Instant startedAt) {
        Set<ServiceRef> named = new LinkedHashSet<>();
        AtomicInteger excluded = new AtomicInteger();
        ClusterListings clusters = new ClusterListings();
        long began = options.now();
        return lane.visit(publisher)
                .distinct() // so that naming the same ones for ever is a pause
                .timeout(
                        options.callTimeout,
                        Mono.defer(() -> loop.userCode().onOwnThread(Mono.error(tooSlow()))),
                        options.timers)
                .contextWrite(context -> context.put(ClusterListener.class, clusters))
                .doOnNext(service -> {
                    if (options.exclusions.contain(service)) {
                        excluded.incrementAndGet();
                    } else {
                        named.add(service);
                    }
                })
                .then(Mono.<Report>fromSupplier(
                        () -> new Found(named, startedAt, began, null, clusters, excluded.get())))
                .onErrorResume(error -> Mono.just(new Found(named, startedAt, began, error, clusters, excluded.get())));
    }

    private TimeoutException tooSlow() {
        return new TimeoutException("the publisher of services neither named one nor completed within "
                + options.callTimeout
                + (lane.isTaken()
                        ? ", as it blocks the thread that subscribes to it: it isn't subscribed to again before that"
                                + " returns"
                        : ": give one that completes, it is subscribed to for each lookup"));
    }

    /** The services that were named before the lookup completed or failed. */
    private final class Found implements Report {
        private final Set<ServiceRef> named;
        private final Instant startedAt;
        private final long began;
        private final @Nullable Throwable error;
        private final ClusterListings clusters;
        private final int excluded;
        private final List<ServiceWatch> joining = new ArrayList<>();
        private Duration pause = options.jittered(options.lookupInterval);

        Found(
                Set<ServiceRef> named,
                Instant startedAt,
                long began,
                @Nullable Throwable error,
                ClusterListings clusters,
                int excluded) {
            this.named = named;
            this.startedAt = startedAt;
            this.began = began;
            this.error = error;
            this.clusters = clusters;
            this.excluded = excluded;
            clusters.end();
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            hintedAt = hintedAt == null || hintedAt - began <= 0 ? null : hintedAt;
            if (error == null && failures > 0) {
                events.add(new DeploymentEvent.LookupRecovered(failures));
                failures = 0;
            }
            for (ServiceRef service : named) {
                if (!services.containsKey(service)) {
                    joining.add(add(service, new ServiceHistory(service, since(), options.overlap)));
                    events.add(new DeploymentEvent.ServiceJoined(service));
                }
            }
            List.copyOf(services.values()).forEach(this::lookedUp);
            List<LookupFailing.Cluster> failing = clusters.failing(failuresByCluster);
            if (error == null) {
                failuresByCluster
                        .keySet()
                        .retainAll(failing.stream()
                                .map(LookupFailing.Cluster::name)
                                .toList());
                lastGood = began;
            } else {
                failures++;
                pause = options.backoff(failures);
                events.add(new LookupFailing(error, failures, pause, failing));
            }
            return events;
        }

        private void lookedUp(ServiceWatch service) {
            boolean isNamed = named.contains(service.service());
            if ((isNamed || isMissing(service.service())) && service.lookedUp(isNamed)) {
                loop.hasten(service, options.now());
            }
        }

        /** A publisher may complete although a cluster has failed: who isn't named for that reason hasn't left. */
        private boolean isMissing(ServiceRef service) {
            return error == null ? !clusters.failed(service) : clusters.lack(service);
        }

        /** A service that appeared between two lookups is watched from the earlier one on at least. */
        private Instant since() {
            Instant now = now();
            Instant since = now.minus(options.since);
            Instant seen = lastGood == null ? lookedUpBefore : now.minusNanos(began - lastGood);
            Instant unseen = seen == null ? since : seen.minus(options.overlap);
            return unseen.isBefore(since) ? unseen : since;
        }

        private Instant now() {
            return loop.time(startedAt, began).windowEnd(began, startedAt);
        }

        @Override
        public @Nullable LookupNote lookup(EventId asOf) {
            return error == null ? new LookupNote(asOf, startedAt, now(), excluded) : null;
        }

        @Override
        public void delivered() {
            begin(joining);
            for (ServiceWatch each : joining) {
                if (strangers.forget(each.service())) {
                    each.hinted();
                }
            }
            beganAt = began;
            long next = (error == null ? began : options.now()) + pause.toNanos();
            loop.put(ServiceLookup.this, hintedAt != null && error == null ? Math.min(next, hintedDue()) : next);
        }
    }
}
