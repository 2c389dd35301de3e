package dev.deployflux.watch;

import dev.deployflux.concurrent.Guarded;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.StoreRetries.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;
import reactor.util.retry.Retry;

/** One consumer of a feed: waits for its lease, then has one event after another dealt with, until it loses that. */
final class FeedConsumer implements Disposable {

    /**
     * How it gets on.
     *
     * @param since when the event came that it is at, in the scheduler's nanoseconds; meaningless if there is none
     */
    private record State(
            @Nullable String holder,
            boolean here,
            @Nullable EventId place,
            long since,
            @Nullable FeedEntry entry,
            int failures,
            @Nullable Throwable error) {

        State failing(int times, Throwable why) {
            return new State(holder, here, place, since, entry, times, why);
        }
    }

    private final String name;
    private final Function<? super DeploymentEvent, ? extends Publisher<?>> handler;
    private final DeploymentFeed feed;
    private final FeedStore store;
    private final WatchOptions options;
    private final Consumer<FeedConsumer> gone;
    private final StoreRetries retries;
    private final LeaseKeeper keeper;
    private final AtomicBoolean disposed = new AtomicBoolean();
    private final Sinks.Empty<Void> released = Sinks.empty();
    private final Disposable.Swap running = Disposables.swap();

    private volatile State state = new State(null, false, null, 0, null, 0, null);

    /** {@code gone} is called when it has been disposed of. */
    FeedConsumer(
            String name,
            Function<? super DeploymentEvent, ? extends Publisher<?>> handler,
            DeploymentFeed feed,
            FeedStore store,
            WatchOptions options,
            Consumer<FeedConsumer> gone) {
        this.name = name;
        this.handler = handler;
        this.feed = feed;
        this.store = store;
        this.options = options;
        this.gone = gone;
        this.retries = StoreRetries.untold(options);
        this.keeper = new LeaseKeeper(store, "consumer:" + name, options, retries);
    }

    String name() {
        return name;
    }

    ConsumerHealth health() {
        State now = state;
        Duration busy = now.entry == null ? Duration.ZERO : Duration.ofNanos(options.now() - now.since);
        FeedEntry failing = now.error == null ? null : now.entry;
        return new ConsumerHealth(name, now.holder, now.here, now.place, busy, now.failures, failing, now.error);
    }

    void start() {
        running.update(Mono.defer(this::turn).repeat().subscribe(any -> {}, error -> dispose()));
    }

    /** From one lease to its loss. */
    private Mono<Void> turn() {
        return keeper.claimed(this::heldBy).flatMap(lease -> consume(lease)
                .takeUntilOther(keeper.lost(lease))
                .onErrorResume(FeedStoreException.class, refused -> Mono.empty())
                .onErrorResume(error -> feed.isDisposed()
                        ? Mono.error(error)
                        : Mono.delay(options.backoff(1), options.timers).then()));
    }

    private void heldBy(Lease lease) {
        boolean isHeld = lease.held() || lease.remaining().compareTo(Duration.ZERO) > 0;
        state = new State(isHeld ? LeaseKeeper.replica(lease) : null, lease.held(), lease.place(), 0, null, 0, null);
    }

    /** The place is kept beside what the handler is at, the newest only, so that a slow store doesn't hold it up. */
    private Mono<Void> consume(Lease lease) {
        EventId place = lease.place();
        return (place == null ? feed.entries() : feed.entriesAfter(place))
                .concatMap(this::handled, 1)
                .onBackpressureLatest()
                .concatMap(handled -> keep(lease, handled), 0)
                .then();
    }

    private Mono<EventId> handled(FeedEntry entry) {
        State begun = new State(state.holder, state.here, state.place, options.now(), entry, 0, null);
        return Mono.defer(() -> {
                    state = state.entry == entry ? state : begun;
                    return handling(entry.event());
                })
                .retryWhen(Retry.from(signals -> signals.concatMap(signal -> {
                    int failures = (int) Math.min(Integer.MAX_VALUE, signal.totalRetriesInARow() + 1);
                    state = begun.failing(failures, signal.failure());
                    return Mono.delay(options.backoff(failures), options.timers);
                })))
                .then(Mono.fromSupplier(() -> {
                    state = new State(begun.holder, begun.here, entry.id(), 0, null, 0, null);
                    return entry.id();
                }));
    }

    /** What is fatal for Reactor, such as a class that is missing, it throws on, and nothing would follow: here that fails too. */
    private Mono<Void> handling(DeploymentEvent event) {
        return Mono.create(sink -> {
            try {
                sink.onCancel(Flux.from(handler.apply(event)).subscribe(any -> {}, sink::error, sink::success));
            } catch (Throwable e) {
                sink.error(e);
            }
        });
    }

    private Mono<Void> keep(Lease lease, EventId place) {
        return retries.asked(Kind.WRITE, () -> store.keepPlace(lease, place));
    }

    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            gone.accept(this);
            Guarded.run(running::dispose, Context.empty()); // the handler is cancelled, too, and may throw
            keeper.release().subscribe(any -> {}, error -> released.tryEmitEmpty(), released::tryEmitEmpty);
        }
    }

    /** Completes when the lease has been given back after {@link #dispose()}, or couldn't be. */
    Mono<Void> released() {
        return released.asMono();
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }
}
