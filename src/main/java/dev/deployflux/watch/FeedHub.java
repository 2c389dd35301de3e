package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The middle of a feed: what is known, who listens, and whether to poll. All of it changes under one lock, so that a
 * report is applied as a whole or not at all, and a subscriber comes before it or after it: what the snapshot has told
 * it, it isn't told again, and the rest it is. Subscribers and the client are called outside of the lock.
 */
final class FeedHub {

    private final Supplier<WatchLoop> loops;
    private final WatchOptions options;
    private final FeedRunner runner;
    private final FeedTally tally = new FeedTally();
    private final Set<FeedSubscription> subscribers = new LinkedHashSet<>();
    private FeedSnapshot snapshot = new FeedSnapshot();

    /** Kept while nobody listens, so that the next run goes on where the last one was. */
    private @Nullable WatchLoop loop;

    /** Whose reports count; {@code null} while nothing polls. */
    private @Nullable FeedRun run;

    /** On the scheduler's clock, in nanoseconds. */
    private long runSince;

    private @Nullable Throwable ended;
    private boolean disposed;

    /** Which time without subscribers this is; 0 if there are some, or if the grace time is over. */
    private long idle;

    private long idleTimes;

    FeedHub(Supplier<WatchLoop> loops, WatchOptions options) {
        this.loops = loops;
        this.options = options;
        this.runner = new FeedRunner(this, options);
    }

    Duration since() {
        return options.since();
    }

    FeedTally tally() {
        return tally;
    }

    /** Begins with the snapshot, goes on with what follows. */
    void join(FeedSubscription subscriber) {
        boolean refused;
        synchronized (this) {
            refused = disposed;
            if (!refused && !subscriber.isCancelled()) {
                if (loop == null) {
                    loop = loops.get();
                }
                if (run == null) {
                    run = new FeedRun(loop, this);
                    runSince = options.now();
                    ended = null;
                }
                idle = 0;
                subscriber.add(snapshot.events(), List.of());
                subscribers.add(subscriber);
            }
        }
        if (refused) {
            subscriber.end(new IllegalStateException(
                    "the feed has been disposed of: make another, with DeploymentWatcher.feed(...)"));
            return;
        }
        subscriber.wake(); // first, so that what the first calls bring finds the snapshot on its way already
        runner.adjust();
    }

    void leave(FeedSubscription subscriber) {
        synchronized (this) {
            if (subscribers.remove(subscriber) && subscribers.isEmpty() && run != null) {
                idle = ++idleTimes;
                if (options.grace().isZero()) {
                    stop();
                }
            }
        }
        runner.adjust();
    }

    void graceIsOver(long over) {
        synchronized (this) {
            if (idle == over) {
                stop();
            }
        }
        runner.adjust();
    }

    private void stop() {
        run = null;
        idle = 0;
    }

    synchronized FeedRunner.Wanted wanted() {
        return new FeedRunner.Wanted(run, idle);
    }

    /** Nothing is known of a report of a run that has been stopped: its loop tells it again. */
    void publish(FeedRun from, Turn.Report report) {
        List<FeedSubscription> listening;
        List<DeploymentEvent> events;
        synchronized (this) {
            if (run != from) {
                return;
            }
            events = report.events();
            List<String> forgotten = snapshot.told(events, options.now(), options.since());
            if (report.lookedUpAt() != null) {
                snapshot.lookedUp(report.lookedUpAt(), report.excluded());
            }
            List<DeploymentEvent> told = events;
            subscribers.forEach(subscriber -> subscriber.add(told, forgotten));
            listening = events.isEmpty() ? List.of() : List.copyOf(subscribers);
            report.delivered();
        }
        options.listeners().tell(events);
        listening.forEach(FeedSubscription::wake);
    }

    /** A loop that failed may have applied half of a report: the next subscriber begins with another. */
    void ended(FeedRun from, Throwable error) {
        List<FeedSubscription> listening;
        synchronized (this) {
            if (run != from) {
                return;
            }
            ended = error;
            listening = end();
        }
        runner.adjust();
        listening.forEach(subscriber -> subscriber.end(error));
    }

    void dispose() {
        List<FeedSubscription> listening;
        synchronized (this) {
            if (disposed) {
                return;
            }
            disposed = true;
            listening = end();
        }
        runner.adjust();
        listening.forEach(subscriber -> subscriber.end(null));
    }

    private List<FeedSubscription> end() {
        stop();
        loop = null;
        snapshot = new FeedSnapshot(snapshot.calls());
        List<FeedSubscription> listening = List.copyOf(subscribers);
        subscribers.clear();
        return listening;
    }

    synchronized boolean isDisposed() {
        return disposed;
    }

    synchronized List<Integer> pending() {
        return subscribers.stream().map(FeedSubscription::pending).toList();
    }

    synchronized FeedHealth health() {
        long now = options.now();
        Duration pollingFor = run == null ? Duration.ZERO : Duration.ofNanos(now - runSince);
        LookupFailing lookup = snapshot.lookup();
        return new FeedHealth(
                run != null,
                pollingFor,
                subscribers.size(),
                snapshot.health(now, pollingFor),
                snapshot.lastLookup(),
                lookup == null ? 0 : lookup.failures(),
                snapshot.behind(),
                snapshot.calls(),
                tally.merged().sum(),
                tally.missed().sum(),
                ended,
                lookup == null ? List.of() : lookup.clusters(),
                snapshot.excluded());
    }
}
