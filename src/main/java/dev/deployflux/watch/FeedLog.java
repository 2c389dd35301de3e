package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.FeedRow.LookupNote;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a feed has told, as this replica knows it: the newest events one by one in a ring, and of everything the last word. All
 * who read it one by one have nothing of their own but their place in it. Places in the ring are counted here from 1 on, as ids
 * begin anew with each poller. Thread-safe; calls nobody.
 */
final class FeedLog {

    private final @Nullable FeedEntry[] ring;
    private final LastWords words;
    private final FormerWords formerWords = new FormerWords();

    /** How many events have come into the ring. */
    private long newest;

    /** The event before the oldest in the ring. */
    private EventId before;

    private EventId tail;
    private @Nullable LookupNote lookedUp;
    private boolean settled;

    /**
     * An empty log.
     *
     * @param capacity how many events the ring keeps
     * @param since how far back the last words show deployments that are over
     */
    FeedLog(int capacity, Duration since) {
        this(capacity, since, EventId.NONE);
    }

    private FeedLog(int capacity, Duration since, EventId tail) {
        this.ring = new FeedEntry[capacity];
        this.words = new LastWords(since);
        this.tail = tail;
        this.before = tail;
    }

    /**
     * The log as a store has kept it.
     *
     * @param newestEntries its end, as far as the ring reaches
     * @param tail where it ends
     * @param now in the scheduler's nanoseconds
     */
    static FeedLog restored(
            int capacity,
            Duration since,
            List<FeedStore.LogEntry> newestEntries,
            EventId tail,
            List<FeedRow> rows,
            long now) {
        FeedLog log = new FeedLog(capacity, since, tail);
        if (!newestEntries.isEmpty()) {
            log.before = newestEntries.get(0).previous();
        }
        newestEntries.forEach(entry -> log.ring(entry(entry)));
        log.words.restore(rows, now);
        for (FeedRow row : rows) {
            log.lookedUp = row instanceof FeedRow.OfWatch watch ? watch.lookup() : log.lookedUp;
        }
        log.settle();
        return log;
    }

    /** The event that a store has kept. */
    static DeploymentEvent event(FeedStore.LogEntry entry) {
        return (DeploymentEvent) entry.value().content();
    }

    static FeedEntry entry(FeedStore.LogEntry entry) {
        return new FeedEntry(entry.id(), event(entry));
    }

    /** Something is about to be told. */
    synchronized FeedDraft draft(long now) {
        return new FeedDraft(tail, words.draft(), now);
    }

    /**
     * This has been told. The log is as it was when that was begun.
     *
     * @return whether those may go on who read one by one
     */
    synchronized boolean append(FeedDraft draft) {
        EventId end = tail;
        draft.entries().forEach(this::ring);
        tail = draft.end();
        formerWords.keep(words.apply(draft.words()), end, tail, newest);
        formerWords.dropUpTo(newest - ring.length);
        lookedUp = draft.lookup() == null ? lookedUp : draft.lookup();
        boolean wasSettled = settled;
        settle();
        return !draft.entries().isEmpty() || settled != wasSettled;
    }

    private void ring(FeedEntry entry) {
        newest++;
        int place = (int) (newest % ring.length);
        FeedEntry evicted = ring[place];
        before = evicted == null ? before : evicted.id();
        ring[place] = entry;
    }

    private void settle() {
        settled |=
                words.isEachLookedAt() && (words.services() > 0 || lookedUp != null || words.of(Topic.LOOKUP) != null);
    }

    /**
     * The place in the ring behind which somebody goes on who has come to that event, with nothing lost between.
     *
     * @return less than 0 if there is none
     */
    synchronized long find(EventId id) {
        if (id.equals(tail)) {
            return newest;
        }
        long low = Math.max(0, newest - ring.length);
        if (id.equals(before)) {
            return low;
        }
        for (long high = newest; low < high; ) {
            long middle = (low + high + 1) >>> 1;
            FeedEntry entry = at(middle);
            if (entry.id().equals(id)) {
                return middle;
            }
            if (id.isBefore(entry.id())) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return -1;
    }

    private FeedEntry at(long place) {
        return Objects.requireNonNull(ring[(int) (place % ring.length)]);
    }

    /** Whether the event behind that place has left the ring. */
    synchronized boolean hasLeft(long place) {
        return newest - place > ring.length;
    }

    /**
     * Adds the events behind that place, until there are so many in all.
     *
     * @return whether there was one; there is none either where it has left the ring
     */
    synchronized boolean after(long place, int most, List<FeedEntry> into) {
        if (place == newest || hasLeft(place)) {
            return false;
        }
        for (long next = place + 1; next <= newest && into.size() < most; next++) {
            into.add(at(next));
        }
        return true;
    }

    /**
     * Adds the last words behind this event, as they were when the log ended there, until there are so many in all; tells whether
     * there was one.
     */
    synchronized boolean lastWords(EventId after, EventId end, int most, List<FeedEntry> into) {
        int before = into.size();
        FormerWords.Walk former = formerWords.behind(after, end);
        for (FeedEntry word : words.between(after, end)) {
            former.addUpTo(word.id(), most, into);
            if (into.size() == most) {
                return true;
            }
            into.add(word);
        }
        former.addUpTo(end, most, into);
        return into.size() > before;
    }

    /** The last words for somebody who is told all at once. */
    synchronized List<DeploymentEvent> lastWords() {
        return words.inOrder();
    }

    /** Where the log ends: the place in the ring, and the event. */
    record End(long place, EventId id) {}

    synchronized End end() {
        return new End(newest, tail);
    }

    /** The last place in the ring. */
    synchronized long newest() {
        return newest;
    }

    /** The last event. */
    synchronized EventId tail() {
        return tail;
    }

    /** The last complete lookup; {@code null} if there was none. */
    synchronized @Nullable LookupNote lookedUp() {
        return lookedUp;
    }

    synchronized int services() {
        return words.services();
    }

    /** How many passes over each service have been told, or noted. */
    synchronized Map<ServiceRef, Long> passes() {
        return words.passes();
    }

    /** Whether at some moment each service that was known had been read, or couldn't be. */
    synchronized boolean isSettled() {
        return settled;
    }

    /** What goes wrong with the watch as a whole. */
    synchronized WatchTrouble trouble() {
        return WatchTrouble.of(words);
    }

    /** How each service is, by {@link LastWords#health}. */
    synchronized Map<ServiceRef, ServiceHealth> health(long now, Duration pollingFor, Duration betweenLists) {
        boolean looks = words.of(Topic.DETECTOR) == null;
        return words.health(now, pollingFor, looks ? betweenLists : Duration.ZERO);
    }
}
