package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.concurrent.Guarded;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.StoreRetries.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * One replica's part in a feed, from its first listener to its last: it reads the log until it gets the lease, then polls until it
 * loses that, and reads on. As it does one after the other, it never reads what it writes itself.
 */
final class FeedSession {

    /** The feed that the session is of. It is called without any lock. */
    interface Feed extends StoreReader.Feed, StoreRetries.Listener {

        /** It knows by now what the store knew when the session began. */
        void ready();

        /** Who has the lease, as the store says. */
        void polledBy(Lease lease);

        /** This replica polls no more. */
        void polledNoMore();

        /** How many passes over each service it has told. */
        Map<ServiceRef, Long> passes();

        /** Something is about to be told. */
        FeedDraft draft();

        /** The last complete lookup; {@code null} if there was none. */
        FeedRow.@Nullable LookupNote lookedUp();

        /** It has been written under that lease. The report is told that, if this session counts, and polls under it. */
        void written(Lease lease, FeedDraft draft, Turn.Report report);

        /** The session has ended by itself. */
        void ended(Throwable error);
    }

    /** For how long whoever has the lease tries to read what it is to go on with. Others may be able to. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For how long it leaves the lease to others then: several of their claims. */
    private static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(5);

    private final Feed feed;
    private final FeedStore store;
    private final WatchOptions options;
    private final Function<WatchSeed, WatchLoop> loops;
    private final StoreRetries retries;
    private final LeaseKeeper keeper;
    private final StoreReader reader;

    /** {@code null} if nobody gives any. */
    private final @Nullable HintRelay hints;

    private final Sinks.Empty<Void> released = Sinks.empty();
    private final AtomicBoolean begun = new AtomicBoolean();
    private Disposable running = Disposables.disposed();

    /** Owned by the turns, of which one follows the other. */
    private Duration claimIn = Duration.ZERO;

    FeedSession(Feed feed, FeedStore store, WatchOptions options, Function<WatchSeed, WatchLoop> loops) {
        this.feed = feed;
        this.store = store;
        this.options = options;
        this.loops = loops;
        this.retries = new StoreRetries(options, feed);
        this.keeper = new LeaseKeeper(store, FeedStore.POLLER, options, retries);
        this.reader = new StoreReader(feed, store, options, retries);
        this.hints = options.hints == null ? null : new HintRelay(options.hints, store, options);
    }

    /** Begins, unless it {@linkplain #neverStart() never starts}. Not called beside {@link #stop()}. */
    void start() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            running = turns().subscribe(any -> {}, feed::ended);
        } catch (Throwable e) { // a fatal one, which Reactor throws on without telling the subscriber
            feed.ended(e);
        }
    }

    /** Stops reading and polling, and gives the lease back. */
    void stop() {
        Guarded.run(running::dispose, Context.empty()); // the publisher of services is cancelled, too, and may throw
        keeper.release().subscribe(any -> {}, error -> released.tryEmitEmpty(), released::tryEmitEmpty);
    }

    /** It isn't wanted any more: if it hasn't been started, it won't be. */
    void neverStart() {
        if (begun.compareAndSet(false, true)) {
            released.tryEmitEmpty();
        }
    }

    /** Completes when the lease has been given back after {@link #stop()}, or couldn't be; or if it never starts. */
    Mono<Void> released() {
        return released.asMono();
    }

    private Mono<Void> turns() {
        return reader.catchUp()
                .retryWhen(retries.of(Kind.READ))
                .then(Mono.fromRunnable(feed::ready))
                .then(Mono.defer(this::turn).repeat().then());
    }

    private Mono<Void> turn() {
        Sinks.Empty<Void> polledByAnother = Sinks.empty();
        Sinks.Empty<Void> polledHere = Sinks.empty();
        Mono<Lease> claimed = keeper.claimed(seen -> {
            feed.polledBy(seen);
            if (seen.held()) {
                polledHere.tryEmitEmpty();
            } else {
                retries.succeeded(Kind.SEED); // it is for that one to read it now
                polledByAnother.tryEmitEmpty();
            }
        });
        Mono<Lease> claimedInTime =
                claimIn.isZero() ? claimed : Mono.delay(claimIn, options.timers).then(claimed);
        claimIn = Duration.ZERO;
        Mono<Void> sending =
                hints == null ? Mono.never() : polledByAnother.asMono().then(hints.sending());
        Mono<Lease> sendingUntilHeld =
                sending.takeUntilOther(polledHere.asMono()).cast(Lease.class);
        return Flux.merge(claimedInTime, reader.follow().cast(Lease.class), sendingUntilHeld)
                .next()
                .flatMap(this::poll);
    }

    /** Polls until the lease is lost, or the store refuses to write; not if the rows can't be read. */
    private Mono<Void> poll(Lease lease) {
        Mono<Void> polling = rows().flatMap(rows -> {
            retries.succeeded(Kind.SEED);
            WatchLoop loop = loops.apply(WatchSeed.of(rows, feed.passes()));
            Mono<Void> taking = hints == null || LeaseKeeper.isAlone(lease) ? Mono.never() : hints.taking(loop::hinted);
            return Flux.merge(loop.run(report -> tell(lease, loop, report)), taking)
                    .then();
        });
        return polling.takeUntilOther(keeper.lost(lease))
                .onErrorResume(FeedStoreException.class, refused -> Mono.empty())
                .doOnTerminate(this::polledNoMore) // before the next turn begins
                .doOnCancel(this::polledNoMore);
    }

    /** Empty if that fails for long: then the lease has been given back. */
    private Mono<List<FeedRow>> rows() {
        return reader.catchUp()
                .then(reader.rows())
                .retryWhen(retries.of(Kind.SEED, PATIENCE))
                .onErrorResume(error -> !(error instanceof FeedStoreException), error -> {
                    claimIn = LEFT_TO_OTHERS;
                    return keeper.release().onErrorComplete().then(Mono.empty());
                });
    }

    private void polledNoMore() {
        retries.succeeded(Kind.WRITE); // nothing is to be written any more
        feed.polledNoMore();
    }

    /** Writes what a report brings, and tells it when that is acknowledged. */
    private Mono<Void> tell(Lease lease, WatchLoop loop, Turn.Report report) {
        FeedDraft draft = feed.draft();
        draft.add(report, lease.epoch());
        Mono<Void> writing = Mono.empty();
        for (FeedStore.Batch batch : draft.batches(loop, feed.lookedUp())) {
            writing = writing.then(write(lease, batch));
        }
        return writing.then(Mono.fromRunnable(() -> feed.written(lease, draft, report)));
    }

    private Mono<Void> write(Lease lease, FeedStore.Batch batch) {
        return retries.asked(Kind.WRITE, () -> store.append(lease, batch));
    }
}
