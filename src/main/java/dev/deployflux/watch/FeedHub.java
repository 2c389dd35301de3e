package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The middle of a feed: what is known, who listens, and whether to poll. All of it changes under one lock, so that a
 * report is applied as a whole or not at all, and a subscriber comes before it or after it: what it has begun with it
 * isn't told again, and the rest it is. Subscribers and the client are called outside of the lock.
 */
final class FeedHub implements FeedPolling.Owner {

    private final Supplier<WatchLoop> loops;
    private final WatchOptions options;
    private final FeedPolling polling;
    private final FeedTally tally = new FeedTally();
    private final Set<FeedSubscription<?>> subscribers = new LinkedHashSet<>();
    private FeedLog log;

    /** Kept while nobody listens, so that the next run goes on where the last one was. */
    private @Nullable WatchLoop loop;

    /** The run whose reports count; {@code null} while nothing polls. */
    private FeedPolling.@Nullable Run run;

    /** When that run began, in the scheduler's nanoseconds. */
    private long runSince;

    private @Nullable Instant lastLookup;
    private int excluded;

    /** Those of complete passes, and one for each that failed. */
    private long calls;

    private @Nullable Throwable ended;
    private boolean disposed;

    /** Which time without subscribers this is; 0 if there are some, or if the grace time is over. */
    private long idle;

    private long idleTimes;

    FeedHub(Supplier<WatchLoop> loops, WatchOptions options) {
        this.loops = loops;
        this.options = options;
        this.log = newLog();
        this.polling = new FeedPolling(this, options);
    }

    private FeedLog newLog() {
        return new FeedLog(options.eventLog, options.since);
    }

    FeedTally tally() {
        return tally;
    }

    /** Begins with what is known, goes on with what follows. */
    void join(FeedSubscription<?> subscriber) {
        boolean refused;
        synchronized (this) {
            refused = disposed;
            if (!refused && !subscriber.isCancelled()) {
                if (loop == null) {
                    loop = loops.get();
                }
                if (run == null) {
                    run = new FeedPolling.Run(loop, this);
                    runSince = options.now();
                    ended = null;
                }
                idle = 0;
                subscriber.backlog().begin(log);
                subscribers.add(subscriber);
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
            if (subscribers.remove(subscriber) && subscribers.isEmpty() && run != null) {
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

    private void stop() {
        run = null;
        idle = 0;
    }

    @Override
    public synchronized FeedPolling.Wanted wanted() {
        return new FeedPolling.Wanted(run, idle);
    }

    /** Nothing is known of a report of a run that has been stopped: its loop tells it again. */
    @Override
    public void report(FeedPolling.Run from, Turn.Report report) {
        List<FeedSubscription<?>> woken;
        List<DeploymentEvent> events;
        synchronized (this) {
            if (run != from) {
                return;
            }
            List<DeploymentEvent> told = report.events();
            FeedLog.Appended appended = log.append(told, report.lookedUpAt() != null, options.now());
            count(told, report);
            woken = subscribers.stream()
                    .filter(each -> each.backlog().told(told, appended.forgotten(), appended.isNews()))
                    .toList();
            report.delivered();
            events = told;
        }
        options.listeners.tell(events);
        woken.forEach(FeedSubscription::wake);
    }

    private void count(List<DeploymentEvent> events, Turn.Report report) {
        for (DeploymentEvent event : events) {
            if (event instanceof PassCompleted pass) {
                calls += pass.calls();
            } else if (event instanceof ServiceFailing) {
                calls++;
            }
        }
        if (report.lookedUpAt() != null) {
            lastLookup = report.lookedUpAt();
            excluded = report.excluded();
        }
    }

    /** A loop that failed may have applied half of a report: the next subscriber begins with another. */
    @Override
    public void ended(FeedPolling.Run from, Throwable error) {
        List<FeedSubscription<?>> listening;
        synchronized (this) {
            if (run != from) {
                return;
            }
            ended = error;
            listening = end();
        }
        polling.adjust();
        listening.forEach(subscriber -> subscriber.end(error));
    }

    void dispose() {
        List<FeedSubscription<?>> listening;
        synchronized (this) {
            if (disposed) {
                return;
            }
            disposed = true;
            listening = end();
        }
        polling.adjust();
        listening.forEach(subscriber -> subscriber.end(null));
    }

    private List<FeedSubscription<?>> end() {
        stop();
        loop = null;
        log = newLog();
        lastLookup = null;
        excluded = 0;
        List<FeedSubscription<?>> listening = List.copyOf(subscribers);
        subscribers.clear();
        return listening;
    }

    synchronized boolean isDisposed() {
        return disposed;
    }

    synchronized List<Integer> pending() {
        return subscribers.stream().map(each -> each.backlog().size()).toList();
    }

    synchronized FeedHealth health() {
        long now = options.now();
        Duration pollingFor = run == null ? Duration.ZERO : Duration.ofNanos(now - runSince);
        return new FeedHealth(
                new FeedHealth.Polling(run != null, pollingFor, log.behind(), log.detailsFailing(), ended, calls),
                new FeedHealth.Lookups(lastLookup, log.lookup(), excluded),
                new FeedHealth.Subscribers(
                        subscribers.size(), tally.merged().sum(), tally.missed().sum()),
                log.health(now, pollingFor));
    }
}
