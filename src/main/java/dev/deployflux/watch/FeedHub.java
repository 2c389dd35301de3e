package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The middle of a feed: what is known, who listens, and whether to take part. All of it changes under one lock, so that what is
 * told is applied as a whole or not at all, and a subscriber comes before it or after it: what it has begun with it isn't told
 * again, and the rest it is. Subscribers, the store and the client are called outside of the lock.
 */
final class FeedHub implements FeedPolling.Owner, Participation.Owner {

    private final FeedStore store;
    private final Function<WatchSeed, WatchLoop> loops;
    private final WatchOptions options;
    private final FeedPolling polling;
    private final FeedConsumers consumers;
    private final FeedTally tally = new FeedTally();
    private final FeedTerms terms = new FeedTerms();
    private final Audience audience = new Audience();

    /** The session that counts; {@code null} while nobody listens. */
    private @Nullable Participation current;

    private @Nullable Throwable ended;
    private boolean disposed;

    /** Completes when the last session and the consumers have given their leases back. */
    private Mono<Void> released = Mono.empty();

    /** Which time without subscribers this is; 0 if there are some, or if the grace time is over. */
    private long idle;

    private long idleTimes;

    FeedHub(FeedStore store, Function<WatchSeed, WatchLoop> loops, WatchOptions options) {
        this.store = store;
        this.loops = loops;
        this.options = options;
        this.polling = new FeedPolling(this, options);
        this.consumers = new FeedConsumers(store, options);
    }

    FeedConsumers consumers() {
        return consumers;
    }

    FeedTally tally() {
        return tally;
    }

    Duration idleInterval() {
        return options.idleInterval;
    }

    boolean isShared() {
        return !(store instanceof MemoryFeedStore memory && memory.isOfOneFeed());
    }

    @Override
    public FeedTerms terms() {
        return terms;
    }

    /** Begins with what is known, goes on with what follows. */
    void join(FeedSubscription<?> subscriber) {
        boolean refused;
        synchronized (this) {
            refused = disposed;
            if (!refused && !subscriber.isCancelled()) {
                if (current == null) {
                    current = new Participation(this, audience, store, loops, options);
                    ended = null;
                }
                idle = 0;
                current.join(subscriber);
            }
        }
        if (refused) {
            subscriber.end(new IllegalStateException(
                    "the feed has been disposed of: make another, with DeploymentWatcher.feed(...)"));
            return;
        }
        subscriber.wake(); // first, so that what the first calls bring finds the snapshot on its way already
        polling.adjust();
    }

    void leave(FeedSubscription<?> subscriber) {
        synchronized (this) {
            if (audience.remove(subscriber) && audience.isEmpty() && current != null) {
                idle = ++idleTimes;
                if (options.grace.isZero()) {
                    stop();
                }
            }
        }
        polling.adjust();
    }

    @Override
    public void graceIsOver(long over) {
        synchronized (this) {
            if (idle == over) {
                stop();
            }
        }
        polling.adjust();
    }

    private @Nullable FeedSession stop() {
        Participation stopped = current;
        current = null;
        idle = 0;
        return stopped == null ? null : stopped.session();
    }

    @Override
    public synchronized FeedPolling.Wanted wanted() {
        return new FeedPolling.Wanted(current == null ? null : current.session(), idle);
    }

    /** Stops; completes when another replica may poll. */
    Mono<Void> dispose() {
        Mono<Void> ofConsumers = consumers.dispose();
        List<FeedSubscription<?>> listening;
        FeedSession stopped = null;
        Mono<Void> handedOver;
        synchronized (this) {
            if (!disposed) {
                disposed = true;
                stopped = stop();
                released = stopped == null ? ofConsumers : Mono.when(ofConsumers, stopped.released());
            }
            handedOver = released;
            listening = audience.removeAll();
        }
        polling.adjust();
        if (stopped != null) {
            stopped.neverStart();
        }
        listening.forEach(subscriber -> subscriber.end(null));
        return handedOver;
    }

    @Override
    public boolean isCurrent(Participation participation) {
        return current == participation;
    }

    /** What was told is in the log: the next one goes on from there. */
    @Override
    public void ended(Participation participation, Throwable error) {
        List<FeedSubscription<?>> listening;
        synchronized (this) {
            if (!isCurrent(participation)) {
                return;
            }
            ended = error;
            stop();
            listening = audience.removeAll();
        }
        polling.adjust();
        listening.forEach(subscriber -> subscriber.end(error));
    }

    synchronized boolean isDisposed() {
        return disposed;
    }

    synchronized List<Integer> pending() {
        return audience.pending();
    }

    synchronized FeedHealth health() {
        FeedLog known = audience.log() == null ? new FeedLog(1, options.since) : audience.log();
        Participation taking = current;
        long now = options.now();
        Duration pollingFor = taking == null ? Duration.ZERO : taking.lasting(now);
        return new FeedHealth(
                new FeedActivity(FeedTimes.of(options), taking != null, pollingFor, ended, audience.size()),
                known.trouble(),
                known.lookedUp(),
                new FeedCounts(
                        audience.calls(),
                        tally.merged().sum(),
                        tally.missed().sum(),
                        terms.taken().sum(),
                        terms.fenced().sum(),
                        terms.resets().sum()),
                taking == null
                        ? new FeedReplication(store.replica(), null, Duration.ZERO, null)
                        : taking.replication(now),
                consumers.health(),
                new ServicesHealth(known.health(now, pollingFor, options.betweenLists())));
    }
}
