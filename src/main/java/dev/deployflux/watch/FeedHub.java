package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The middle of a feed: what is known, who listens, and whether to take part. All of it changes under one lock, so that what is
 * told is applied as a whole or not at all, and a subscriber comes before it or after it: what it has begun with it isn't told
 * again, and the rest it is. Subscribers, the store and the client are called outside of the lock.
 */
final class FeedHub implements FeedPolling.Owner {

    private final FeedStore store;
    private final Function<WatchSeed, WatchLoop> loops;
    private final WatchOptions options;
    private final FeedPolling polling;
    private final FeedConsumers consumers;
    private final FeedTally tally = new FeedTally();
    private final Set<FeedSubscription<?>> subscribers = new LinkedHashSet<>();

    /** Subscribers that are to begin when this replica knows what the others know. */
    private final Set<FeedSubscription<?>> early = new HashSet<>();

    /** {@code null} before the first session has read it. Kept while nobody listens. */
    private @Nullable FeedLog log;

    /** The session that counts; {@code null} while nobody listens. */
    private @Nullable Participation current;

    /** Those of complete passes, and one for each that failed. */
    private long calls;

    private @Nullable Throwable ended;
    private boolean disposed;

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

    /** Begins with what is known, goes on with what follows. */
    void join(FeedSubscription<?> subscriber) {
        boolean refused;
        synchronized (this) {
            refused = disposed;
            if (!refused && !subscriber.isCancelled()) {
                if (current == null) {
                    current = new Participation();
                    ended = null;
                }
                idle = 0;
                subscribers.add(subscriber);
                current.begin(subscriber);
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
            early.remove(subscriber);
            if (subscribers.remove(subscriber) && subscribers.isEmpty() && current != null) {
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
        return stopped == null ? null : stopped.session;
    }

    @Override
    public synchronized FeedPolling.Wanted wanted() {
        return new FeedPolling.Wanted(current == null ? null : current.session, idle);
    }

    /** Stops; completes when another replica may poll. */
    Mono<Void> dispose() {
        consumers.dispose();
        List<FeedSubscription<?>> listening;
        FeedSession stopped;
        synchronized (this) {
            if (disposed) {
                return Mono.empty();
            }
            disposed = true;
            stopped = stop();
            listening = removeAll();
        }
        polling.adjust();
        listening.forEach(subscriber -> subscriber.end(null));
        return stopped == null ? Mono.empty() : stopped.released();
    }

    private List<FeedSubscription<?>> removeAll() {
        List<FeedSubscription<?>> listening = List.copyOf(subscribers);
        subscribers.clear();
        early.clear();
        return listening;
    }

    synchronized boolean isDisposed() {
        return disposed;
    }

    synchronized List<Integer> pending() {
        return subscribers.stream().map(each -> each.backlog().size()).toList();
    }

    synchronized FeedHealth health() {
        FeedLog known = log == null ? new FeedLog(1, options.since) : log;
        Participation taking = current;
        long now = options.now();
        Duration pollingFor = taking == null ? Duration.ZERO : Duration.ofNanos(now - taking.since);
        LookupNote lookedUp = known.lookedUp();
        return new FeedHealth(
                new FeedHealth.Polling(
                        taking != null, pollingFor, known.behind(), known.detailsFailing(), ended, calls),
                new FeedHealth.Lookups(
                        lookedUp == null ? null : lookedUp.startedAt(),
                        known.lookup(),
                        lookedUp == null ? 0 : lookedUp.excluded()),
                new FeedHealth.Subscribers(
                        subscribers.size(), tally.merged().sum(), tally.missed().sum()),
                taking == null ? FeedHealth.Replication.NONE : taking.replication(now),
                consumers.health(),
                known.health(now, pollingFor));
    }

    /** A session, as long as it counts: what comes from one that was stopped is left to the next, which reads it. */
    private final class Participation implements FeedSession.Feed {
        private final FeedSession session = new FeedSession(this, store, options, loops);
        private final long since = options.now();

        /** Notes that came before the events that they stand behind. */
        private final List<FeedRow> notes = new ArrayList<>();

        private boolean ready;

        /** How many readings those who are ahead of the log are waited for. */
        private int patience;

        private @Nullable StoreFailing trouble;
        private @Nullable Lease lease;

        /** When that term was heard of first, in the scheduler's nanoseconds. */
        private long leaseSince;

        /** When this replica knew all that the store had. */
        private long readAt = since;

        /** Under the lock. */
        void begin(FeedSubscription<?> subscriber) {
            FeedLog known = log;
            boolean isPolling = lease != null && lease.held();
            if (known != null && ready && (isPolling || !subscriber.backlog().isAheadOf(known))) {
                subscriber.backlog().begin(known);
            } else {
                early.add(subscriber);
                patience = 2;
            }
            if (trouble != null) {
                subscriber.backlog().notice(trouble);
            }
        }

        private List<FeedSubscription<?>> beginEarly(boolean all) {
            List<FeedSubscription<?>> begun = new ArrayList<>();
            FeedLog known = log;
            if (known != null && ready) {
                early.removeIf(subscriber -> {
                    boolean begins = all || !subscriber.backlog().isAheadOf(known);
                    if (begins) {
                        subscriber.backlog().begin(known);
                        begun.add(subscriber);
                    }
                    return begins;
                });
            }
            return begun;
        }

        private boolean counts() {
            return current == this;
        }

        @Override
        public @Nullable EventId tail() {
            synchronized (FeedHub.this) {
                return log == null ? null : log.tail();
            }
        }

        @Override
        public void open(FeedLog opened) {
            List<FeedSubscription<?>> woken = new ArrayList<>();
            synchronized (FeedHub.this) {
                if (counts()) {
                    log = opened;
                    for (FeedSubscription<?> subscriber : subscribers) {
                        if (!early.contains(subscriber)) {
                            subscriber.backlog().begin(opened);
                            woken.add(subscriber);
                        }
                    }
                    readAt = options.now();
                }
            }
            woken.forEach(FeedSubscription::wake);
        }

        @Override
        public void ready() {
            List<FeedSubscription<?>> woken;
            synchronized (FeedHub.this) {
                ready = true;
                woken = counts() ? beginEarly(false) : List.of();
            }
            woken.forEach(FeedSubscription::wake);
        }

        @Override
        public boolean read(Reading reading) {
            Set<FeedSubscription<?>> woken = new LinkedHashSet<>();
            synchronized (FeedHub.this) {
                FeedLog known = log;
                if (!counts() || known == null) {
                    return true;
                }
                if (reading.tail().isBefore(known.tail())) {
                    return false; // the store has lost what it had
                }
                FeedDraft draft = known.draft(options.now());
                for (FeedStore.LogEntry entry : reading.entries()) {
                    if (!draft.isNext(entry)) {
                        return false;
                    }
                    draft.add(FeedLog.entry(entry));
                }
                woken.addAll(tell(known, draft));
                reading.notes().forEach(note -> notes.add((FeedRow) note.content()));
                for (FeedRow note : List.copyOf(notes)) {
                    if (!known.tail().isBefore(note.asOf())) {
                        notes.remove(note);
                        woken.addAll(tell(known, known.draft(options.now()).noted(note)));
                    }
                }
                if (reading.tail().equals(known.tail())) {
                    readAt = options.now();
                }
                woken.addAll(beginEarly(--patience <= 0));
            }
            woken.forEach(FeedSubscription::wake);
            return true;
        }

        @Override
        public FeedDraft draft() {
            synchronized (FeedHub.this) {
                return Objects.requireNonNull(log).draft(options.now());
            }
        }

        @Override
        public @Nullable LookupNote lookedUp() {
            synchronized (FeedHub.this) {
                return log == null ? null : log.lookedUp();
            }
        }

        @Override
        public void written(FeedDraft draft, Turn.Report report) {
            List<FeedSubscription<?>> woken;
            synchronized (FeedHub.this) {
                if (!counts() || log == null) {
                    return;
                }
                woken = tell(log, draft);
                readAt = options.now();
                report.delivered();
            }
            options.listeners.tell(draft.events());
            woken.forEach(FeedSubscription::wake);
        }

        /** Under the lock. Returns those for whom there may be something. */
        private List<FeedSubscription<?>> tell(FeedLog known, FeedDraft draft) {
            List<DeploymentEvent> events = draft.events();
            List<Subject> forgotten = draft.forgotten();
            boolean isNews = known.append(draft);
            count(events);
            return subscribers.stream()
                    .filter(each -> !early.contains(each))
                    .filter(each -> each.backlog().told(events, forgotten, isNews))
                    .toList();
        }

        private void count(List<DeploymentEvent> events) {
            for (DeploymentEvent event : events) {
                if (event instanceof PassCompleted pass) {
                    calls += pass.calls();
                } else if (event instanceof ServiceFailing) {
                    calls++;
                }
            }
        }

        @Override
        public void polledBy(Lease seen) {
            List<FeedSubscription<?>> woken;
            synchronized (FeedHub.this) {
                leaseSince = lease == null || lease.term() != seen.term() ? options.now() : leaseSince;
                lease = seen;
                woken = counts() && seen.held() ? beginEarly(true) : List.of();
            }
            woken.forEach(FeedSubscription::wake);
        }

        @Override
        public void failing(Throwable error, Duration retryIn) {
            notice(new StoreFailing(error, retryIn));
        }

        @Override
        public void recovered() {
            notice(new StoreRecovered());
        }

        private void notice(DeploymentEvent news) {
            List<FeedSubscription<?>> woken;
            synchronized (FeedHub.this) {
                if (!counts()) {
                    return;
                }
                trouble = news instanceof StoreFailing failing ? failing : null;
                woken = subscribers.stream()
                        .filter(each -> each.backlog().notice(news))
                        .toList();
            }
            woken.forEach(FeedSubscription::wake);
        }

        /** What was told is in the log: the next session goes on from there. */
        @Override
        public void ended(Throwable error) {
            List<FeedSubscription<?>> listening;
            synchronized (FeedHub.this) {
                if (!counts()) {
                    return;
                }
                ended = error;
                stop();
                listening = removeAll();
            }
            polling.adjust();
            listening.forEach(subscriber -> subscriber.end(error));
        }

        FeedHealth.Replication replication(long now) {
            Lease seen = lease;
            return new FeedHealth.Replication(
                    store.replica(),
                    seen == null || !(seen.held() || seen.remaining().compareTo(Duration.ZERO) > 0)
                            ? null
                            : new FeedPoller(
                                    LeaseKeeper.replica(seen),
                                    seen.held(),
                                    seen.term(),
                                    Duration.ofNanos(now - leaseSince)),
                    Duration.ofNanos(now - readAt),
                    trouble);
        }
    }
}
