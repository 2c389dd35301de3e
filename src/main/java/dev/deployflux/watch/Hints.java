package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Unknown services that are kept until the lookup hears of them. */
    private static final int MOST_STRANGERS = 1_000;

    private final Publisher<? extends ServiceRef> publisher;
    private final ServiceLookup lookup;
    private final Loop loop;
    private final WatchOptions options;
    private final UserCode.Lane lane;

    private final Set<ServiceRef> watched = ConcurrentHashMap.newKeySet();
    private final Set<ServiceRef> strangers = ConcurrentHashMap.newKeySet();

    /** Whether this is put because of a hint or an end, and not taken yet. */
    private final AtomicBoolean put = new AtomicBoolean();

    private final Disposable.Swap subscription = Disposables.swap();

    /** How the publisher has ended, until that is reported. */
    private volatile @Nullable Ending ending;

    /** Whether it has named any since it was subscribed to. */
    private volatile boolean hasNamed;

    private volatile boolean open;
    private volatile long takenAt;
    private boolean subscribed;
    private long subscribedAt;
    private int failures;

    /** {@code error} is {@code null} if it has completed. */
    private record Ending(@Nullable Throwable error) {}

    Hints(Publisher<? extends ServiceRef> publisher, ServiceLookup lookup, Loop loop, WatchOptions options) {
        this.publisher = publisher;
        this.lookup = lookup;
        this.loop = loop;
        this.options = options;
        this.lane = new UserCode(options).lane(); // it may block a thread as long as it likes
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(HasteEvents.@Nullable HintsFailing told) {
        failures = told == null ? 0 : told.failures();
    }

    void begin() {
        end();
        watched.clear();
        strangers.clear();
        put.set(false);
        ending = null;
        subscribed = false;
        open = true;
        takenAt = options.now() - SPACING;
        loop.put(this, options.now());
    }

    void end() {
        open = false;
        subscription.update(Disposables.disposed());
    }

    private void subscribe() {
        subscribed = true;
        subscribedAt = options.now();
        hasNamed = false;
        if (failures > 0) {
            loop.put(this, subscribedAt + options.maxBackoff.toNanos()); // by then it has recovered
        }
        subscription.update(lane.visit(publisher).subscribe(this::named, error -> ended(error), () -> ended(null)));
        if (!open) { // cancelled meanwhile
            subscription.update(Disposables.disposed());
        }
    }

    private void named(ServiceRef service) {
        hasNamed = true;
        if (lookup.isWatched(service)) {
            watched.add(service);
        } else if (options.exclusions.contain(service) || strangers.size() >= MOST_STRANGERS) {
            return;
        } else {
            strangers.add(service);
        }
        putOnce();
    }

    private void ended(@Nullable Throwable error) {
        ending = new Ending(error);
        putOnce();
    }

    private void putOnce() {
        if (put.compareAndSet(false, true)) {
            loop.put(this, takenAt + SPACING); // long past mostly: it makes no call, so passes that are due can wait
        }
    }

    @Override
    public Mono<Report> take() {
        return Mono.defer(() -> {
            takenAt = options.now();
            put.set(false);
            if (!subscribed) {
                subscribe();
            }
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
        private final @Nullable Ending end = ending;
        private Duration pause = Duration.ZERO;

        Named(Set<ServiceRef> services, Set<ServiceRef> unknown) {
            this.services = services;
            this.unknown = unknown;
        }

        @Override
        public List<DeploymentEvent> events() {
            List<DeploymentEvent> events = new ArrayList<>();
            boolean lasts = end == null && options.now() - subscribedAt >= options.maxBackoff.toNanos();
            if (failures > 0 && (hasNamed || lasts)) {
                events.add(new HasteEvents.HintsRecovered(failures));
                failures = 0;
            }
            if (end != null) {
                events.addAll(ended(end));
            }
            return events;
        }

        /** One that has named some and completes may be meant to be subscribed to again and again. */
        private List<DeploymentEvent> ended(Ending end) {
            if (end.error == null && hasNamed) {
                pause = options.backoff(1);
                return List.of();
            }
            failures++;
            pause = options.backoff(failures);
            Throwable error = end.error != null
                    ? end.error
                    : new IllegalStateException("the publisher of hints has completed without a hint: give one that"
                            + " goes on, as it is subscribed to again after a pause only");
            return List.of(new HasteEvents.HintsFailing(error, failures, pause));
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
            if (end != null) {
                ending = null;
                subscribed = false;
                loop.put(Hints.this, options.now() + pause.toNanos());
            }
        }
    }
}
