package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.StoreRetries.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * One replica's part in bringing hints to the replica that polls, through the store: it sends those of its own publisher while
 * another polls, and takes those of the others while it polls. As nothing but haste is at stake, no trouble of the store is told
 * because of them but in the log, and what is too much is dropped. It does one after the other.
 */
final class HintRelay {

    private static final Logger LOG = Loggers.getLogger(HintRelay.class);
    private static final Duration SENT_EVERY = Duration.ofMillis(250);
    private static final Duration TAKEN_EVERY = Duration.ofMillis(500);
    private static final int MOST_AT_ONCE = 1_000;

    /** The store keeps as many, so more would be in vain. */
    private static final int MOST_WAITING = 10_000;

    private final FeedStore store;
    private final WatchOptions options;
    private final HintSubscription publisher;
    private final Set<ServiceRef> waiting = ConcurrentHashMap.newKeySet();

    HintRelay(Publisher<? extends ServiceRef> publisher, FeedStore store, WatchOptions options) {
        this.store = store;
        this.options = options;
        this.publisher = new HintSubscription(publisher, options, this::log);
    }

    /** Sends what this replica's publisher names. What is left when it is cancelled doesn't matter: whoever polls next lists all. */
    Mono<Void> sending() {
        return Mono.defer(this::send).onErrorResume(noTimers -> Mono.never());
    }

    private Mono<Void> send() {
        waiting.clear();
        StoreRetries retries = retries("sent");
        Flux<ServiceRef> named = publisher.hints().concatWith(Mono.defer(() -> pause(untilDue())));
        return named.repeat()
                .filter(this::isKept)
                .onBackpressureLatest()
                .concatMap(any -> sent(retries), 0)
                .then();
    }

    private boolean isKept(ServiceRef service) {
        return !options.exclusions.contain(service) && waiting.size() < MOST_WAITING && waiting.add(service);
    }

    /** All that waits, and what comes meanwhile. */
    private Mono<Void> sent(StoreRetries retries) {
        return Mono.defer(() -> sendSome(retries))
                .then(Mono.defer(() -> this.<Void>pause(SENT_EVERY)))
                .repeat(() -> !waiting.isEmpty())
                .then();
    }

    private Mono<Void> sendSome(StoreRetries retries) {
        Set<ServiceRef> some = waiting.stream().limit(MOST_AT_ONCE).collect(Collectors.toSet());
        waiting.removeAll(some);
        Set<String> texts = some.stream().map(ServiceRef::toString).collect(Collectors.toSet());
        return some.isEmpty()
                ? Mono.empty()
                : retries.asked(Kind.WRITE, () -> store.hint(texts)).onErrorComplete();
    }

    /** Takes what other replicas have sent. Neither completes nor fails. */
    Mono<Void> taking(Consumer<Set<ServiceRef>> hinted) {
        return retries("taken")
                .asked(Kind.READ, store::takeHints)
                .map(texts -> texts.stream().map(ServiceRef::parse).collect(Collectors.toSet()))
                .onErrorComplete()
                .doOnNext(hinted)
                .then(Mono.defer(() -> this.<Void>pause(TAKEN_EVERY)))
                .repeat()
                .then()
                .onErrorResume(noTimers -> Mono.never());
    }

    private Duration untilDue() {
        Long due = publisher.due();
        return Duration.ofNanos(due == null ? 0 : Math.max(0, due - options.now()));
    }

    private <T> Mono<T> pause(Duration pause) {
        return Mono.delay(pause, options.timers).then(Mono.empty());
    }

    /** Each begins anew: what failed at the end of one may never be asked again. */
    private StoreRetries retries(String done) {
        return new StoreRetries(options, new StoreRetries.Listener() {
            private boolean told;

            @Override
            public void failing(Throwable error, Duration retryIn) {
                if (!told) {
                    LOG.warn(
                            "Hints between replicas can't be {}, so that changes may be told later. The store says: {}",
                            done,
                            error.toString());
                }
                told = true;
            }

            @Override
            public void recovered() {
                LOG.info("Hints between replicas are {} again", done);
                told = false;
            }
        });
    }

    private void log() {
        for (DeploymentEvent news : publisher.news()) {
            if (news instanceof HintsFailing failing && failing.failures() == 1) {
                LOG.warn(
                        "The publisher of hints fails on this replica, which doesn't poll. It is subscribed to again in {}: {}",
                        failing.retryIn(),
                        failing.error().toString());
            } else if (news instanceof HintsRecovered) {
                LOG.info("The publisher of hints works again on this replica, which doesn't poll");
            }
        }
    }
}
