package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Services that may have changed, as somebody else tells. Whatever comes of their publisher, nothing but haste is at stake: hints
 * of one service are one until they are taken, and what is kept is bounded by what is watched.
 */
final class Hints implements Turn {

    /** Nanoseconds from one report to the next, so that a flood leaves room for passes. */
    private static final long SPACING = TimeUnit.MILLISECONDS.toNanos(250);

    /** Nanoseconds that no pass is late by. */
    private static final long LONG = TimeUnit.DAYS.toNanos(1);

    /** Unknown services that are kept until the lookup hears of them. */
    private static final int MOST_STRANGERS = 1_000;

    private final ServiceLookup lookup;
    private final Loop loop;
    private final WatchOptions options;
    private final HintSubscription publisher;
    private final Turn renewal = new Renewal();
    private final Disposable.Swap renewalTimer = Disposables.swap();
    private final Disposable.Swap timer = Disposables.swap();

    private final Set<ServiceRef> watched = ConcurrentHashMap.newKeySet();
    private final Set<ServiceRef> strangers = ConcurrentHashMap.newKeySet();

    /** Whether this is put because of a hint, and not taken yet. */
    private final AtomicBoolean put = new AtomicBoolean();

    private final Disposable.Swap subscription = Disposables.swap();
    private volatile boolean open;
    private volatile long takenAt;

    Hints(Publisher<? extends ServiceRef> publisher, ServiceLookup lookup, Loop loop, WatchOptions options) {
        this.lookup = lookup;
        this.loop = loop;
        this.options = options;
        this.publisher = new HintSubscription(publisher, options, () -> putFirst(renewal));
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(HasteEvents.@Nullable HintsFailing told) {
        publisher.restore(told);
    }

    void begin() {
        end();
        watched.clear();
        strangers.clear();
        put.set(false);
        publisher.begin();
        open = true;
        takenAt = options.now() - SPACING;
        putFirst(renewal);
    }

    void end() {
        open = false;
        timer.update(Disposables.disposed());
        renewalTimer.update(Disposables.disposed());
        subscription.update(Disposables.disposed());
    }

    /** Somebody names it, be it the publisher or another replica. On any thread. */
    void named(ServiceRef service) {
        if (lookup.isWatched(service)) {
            watched.add(service);
        } else if (options.exclusions.contain(service) || strangers.size() >= MOST_STRANGERS) {
            return;
        } else {
            strangers.add(service);
        }
        if (put.compareAndSet(false, true)) {
            putFirst(this, takenAt + SPACING, timer);
        }
    }

    /** One that is put for later would come behind all passes that are late. */
    private void putFirst(Turn turn, long at, Disposable.Swap timer) {
        long wait = at - options.now();
        if (wait <= 0) {
            putFirst(turn);
            return;
        }
        try {
            timer.update(options.timers.schedule(() -> putFirst(turn), wait, TimeUnit.NANOSECONDS));
        } catch (Throwable e) { // the loop finds out, too, and ends
            timer.update(Disposables.disposed());
        }
    }

    /** Before the passes that are due, as it makes no call: where these are late, hints mustn't be. */
    private void putFirst(Turn turn) {
        loop.put(turn, options.now() - LONG);
    }

    @Override
    public Mono<Report> take() {
        return Mono.defer(
                () -> { // not a plain value, for which flatMap keeps a place until it has counted several
                    takenAt = options.now();
                    put.set(false);
                    return Mono.just(new Named(taken(watched), taken(strangers)));
                });
    }

    private static Set<ServiceRef> taken(Set<ServiceRef> services) {
        Set<ServiceRef> taken = new HashSet<>(services);
        services.removeAll(taken);
        return taken;
    }

    /** Those that were named since the last one. */
    private final class Named implements Report {
        private final Set<ServiceRef> services;
        private final Set<ServiceRef> unknown;

        Named(Set<ServiceRef> services, Set<ServiceRef> unknown) {
            this.services = services;
            this.unknown = unknown;
        }

        @Override
        public List<DeploymentEvent> events() {
            return List.of();
        }

        @Override
        public void delivered() {
            for (ServiceRef each : services) {
                ServiceWatch service = lookup.watched(each);
                if (service != null) {
                    service.hinted();
                }
            }
            lookup.hinted(unknown);
        }
    }

    /** Subscribes to the publisher when that is due, and tells of its trouble. */
    private final class Renewal implements Turn, Turn.Report {

        @Override
        public Mono<Report> take() {
            return Mono.defer(() -> {
                Long due = publisher.due();
                if (due != null && due - options.now() <= 0) {
                    subscribe();
                }
                return Mono.just(this);
            });
        }

        private void subscribe() {
            if (publisher.isFailing()) {
                putFirst(this, options.now() + options.maxBackoff.toNanos(), renewalTimer); // by then it has recovered
            }
            subscription.update(publisher.hints().subscribe(Hints.this::named));
            if (!open) { // cancelled meanwhile
                subscription.update(Disposables.disposed());
            }
        }

        @Override
        public List<DeploymentEvent> events() {
            return publisher.news();
        }

        @Override
        public void delivered() {
            Long due = publisher.due();
            if (due != null) {
                putFirst(this, due, renewalTimer);
            }
        }
    }
}
