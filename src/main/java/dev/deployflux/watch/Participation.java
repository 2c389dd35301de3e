package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session of a feed, and what it brings for the audience as long as it counts: what comes from one that was stopped is left to
 * the next, which reads it. All of its state changes under the feed's lock.
 */
final class Participation implements FeedSession.Feed {

    /** The feed, which is its own lock. */
    interface Owner {

        /** Whether that session still counts. Asked under the lock. */
        boolean isCurrent(Participation participation);

        /** What this replica has been through. */
        FeedTerms terms();

        /** The session has ended by itself. */
        void ended(Participation participation, Throwable error);
    }

    private final Owner hub;
    private final Audience audience;
    private final WatchOptions options;
    private final String replica;
    private final FeedSession session;
    private final long since;

    /** Notes that came before the events that they stand behind. */
    private final List<FeedRow> notes = new ArrayList<>();

    private boolean ready;
    private @Nullable StoreFailing trouble;

    /** The lease as the store told it last; {@code null} if who has it isn't known. */
    private @Nullable Lease lease;

    private long leaseSeenAt;

    /** When that term was heard of first, in the scheduler's nanoseconds. */
    private long leaseSince;

    /** When this replica knew all that the store had. */
    private long readAt;

    Participation(
            Owner hub, Audience audience, FeedStore store, Function<WatchSeed, WatchLoop> loops, WatchOptions options) {
        this.hub = hub;
        this.audience = audience;
        this.options = options;
        this.replica = store.replica();
        this.session = new FeedSession(this, store, options, loops);
        this.since = options.now();
        this.readAt = since;
    }

    FeedSession session() {
        return session;
    }

    /** How long it has lasted. */
    Duration lasting(long now) {
        return Duration.ofNanos(now - since);
    }

    /** Called under the lock, as is {@link #replication}. */
    void join(FeedSubscription<?> subscriber) {
        audience.add(subscriber);
        begin();
        if (trouble != null) {
            subscriber.backlog().notice(trouble);
        }
    }

    /** Whoever polls knows all, and a client can't have been told more. */
    private List<FeedSubscription<?>> begin() {
        boolean isPolling = lease != null && lease.held();
        return ready ? audience.begin(isPolling) : List.of();
    }

    private void wake(Supplier<List<FeedSubscription<?>>> tell) {
        List<FeedSubscription<?>> woken;
        synchronized (hub) {
            woken = hub.isCurrent(this) ? tell.get() : List.of();
        }
        woken.forEach(FeedSubscription::wake);
    }

    @Override
    public @Nullable EventId tail() {
        synchronized (hub) {
            return audience.log() == null ? null : audience.log().tail();
        }
    }

    @Override
    public void open(FeedLog opened) {
        wake(() -> {
            readAt = options.now();
            if (audience.log() != null) {
                hub.terms().resets().increment();
            }
            notes.clear(); // rows have them, or the log that they were written behind is lost
            return audience.open(opened);
        });
    }

    @Override
    public void ready() {
        wake(() -> {
            ready = true;
            return begin();
        });
    }

    @Override
    public boolean read(Reading reading) {
        boolean follows;
        Set<FeedSubscription<?>> woken = new LinkedHashSet<>();
        synchronized (hub) {
            FeedLog log = audience.log();
            follows = !hub.isCurrent(this) || log == null || read(log, reading, woken);
        }
        woken.forEach(FeedSubscription::wake);
        return follows;
    }

    private boolean read(FeedLog log, Reading reading, Set<FeedSubscription<?>> woken) {
        if (reading.tail().isBefore(log.tail())) {
            return false; // the store has lost what it had
        }
        FeedDraft draft = log.draft(options.now());
        for (FeedStore.LogEntry entry : reading.entries()) {
            if (!draft.isNext(entry)) {
                return false;
            }
            draft.add(FeedLog.entry(entry));
        }
        woken.addAll(audience.tell(log, draft));
        reading.notes().forEach(note -> notes.add((FeedRow) note.content()));
        for (FeedRow note : List.copyOf(notes)) {
            if (!log.tail().isBefore(note.asOf())) {
                notes.remove(note);
                woken.addAll(audience.tell(log, log.draft(options.now()).noted(note)));
            }
        }
        if (reading.tail().equals(log.tail())) {
            readAt = options.now();
        }
        audience.haveRead();
        woken.addAll(begin());
        return true;
    }

    @Override
    public Map<ServiceRef, Long> passes() {
        synchronized (hub) {
            return audience.log() == null ? Map.of() : audience.log().passes();
        }
    }

    @Override
    public FeedDraft draft() {
        synchronized (hub) {
            return Objects.requireNonNull(audience.log()).draft(options.now());
        }
    }

    @Override
    public @Nullable LookupNote lookedUp() {
        synchronized (hub) {
            return audience.log() == null ? null : audience.log().lookedUp();
        }
    }

    @Override
    public void written(Lease under, FeedDraft draft, Turn.Report report) {
        wake(() -> {
            if (lease == null || !lease.held() || lease.term() != under.term()) {
                return List.of(); // too late: whoever polls next reads it from the store
            }
            List<FeedSubscription<?>> woken = audience.tell(Objects.requireNonNull(audience.log()), draft);
            readAt = options.now();
            report.delivered();
            return woken;
        });
        options.listeners.tell(draft.events());
    }

    @Override
    public void polledBy(Lease seen) {
        wake(() -> {
            leaseSince = lease == null || lease.term() != seen.term() ? options.now() : leaseSince;
            leaseSeenAt = options.now();
            lease = seen;
            if (seen.held()) {
                hub.terms().taken().increment();
            }
            return begin();
        });
    }

    @Override
    public void polledNoMore() {
        wake(() -> {
            lease = null;
            readAt = options.now();
            hub.terms().fenced().increment();
            return List.of();
        });
    }

    @Override
    public void failing(Throwable error, Duration retryIn) {
        StoreFailing latest = new StoreFailing(error, retryIn);
        boolean isNews;
        synchronized (hub) {
            isNews = trouble == null;
            trouble = latest;
        }
        if (isNews) {
            wake(() -> audience.notice(latest));
            options.listeners.tell(List.of(latest));
        }
    }

    @Override
    public void recovered() {
        wake(() -> {
            trouble = null;
            return audience.notice(new StoreRecovered());
        });
        options.listeners.tell(List.of(new StoreRecovered()));
    }

    @Override
    public void ended(Throwable error) {
        hub.ended(this, error);
    }

    FeedReplication replication(long now) {
        Lease seen = lease;
        boolean isHeld = seen != null && (seen.held() || seen.remaining().toNanos() > now - leaseSeenAt);
        FeedPoller poller = seen == null || !isHeld
                ? null
                : new FeedPoller(
                        LeaseKeeper.replica(seen), seen.held(), seen.term(), Duration.ofNanos(now - leaseSince));
        Duration readerLag = seen != null && seen.held() ? Duration.ZERO : Duration.ofNanos(now - readAt);
        return new FeedReplication(replica, poller, readerLag, trouble);
    }
}
