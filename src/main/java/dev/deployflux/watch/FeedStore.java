package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where the replicas of a {@link DeploymentFeed} meet: leases, by which one of them polls; the log, which all read; and rows,
 * from which a replica that comes, or takes over, begins. Whoever writes one has it judged by {@code FeedStoreContract}, which
 * is in the tests jar.
 *
 * <p><b>Leases.</b> A lease on a role is held by one holder at a time, until a time by the store's own clock. Each claim that
 * succeeds gets a term that is larger than any before, also where the store has lost some: a term is used once.
 *
 * <p><b>The log.</b> Events are numbered {@code <term>-<1, 2, 3 ...>}, without a gap within a term. A batch is written as a
 * whole or not at all, with its rows; and only by the holder of the lease, if the log ends where the writer takes it to end.
 * The same batch again, as after a reply that was lost, changes nothing and succeeds. The store forgets the oldest events.
 *
 * <p><b>Hints.</b> Any replica may hear that a service has changed; the store brings that to the one that polls. It is haste and
 * no news: a store may lose hints, keeps a bounded number of them, and no longer than it likes.
 *
 * <p><b>Failing.</b> Publishers fail with what the store's client says; the feed tries again. None waits for long: what the
 * store can't take now it refuses. Nothing is kept in a queue. Cancelling frees what was needed.
 *
 * <p>Safe for use by many threads. Publishers are cold, and neither block nor call back under a lock.
 */
public interface FeedStore {

    /** The role of the replica that polls. */
    String POLLER = "poller";

    /**
     * A lease as the store knows it.
     *
     * @param role what it is for
     * @param holder who holds it, or has held it last
     * @param term the number of the claim
     * @param held whether it is held by the one who asks
     * @param remaining how long it still lasts; zero if it is free
     * @param place the last event that the role has {@linkplain #keepPlace dealt with}; {@code null} if there is none
     */
    record Lease(
            String role,
            String holder,
            long term,
            boolean held,
            Duration remaining,
            @Nullable EventId place) {

        /**
         * Names the events that are written under it.
         *
         * @return the {@linkplain EventId#epoch() first half} of their ids: the term in hexadecimal
         */
        public String epoch() {
            return Long.toHexString(term);
        }
    }

    /**
     * An event in the log.
     *
     * @param id its place
     * @param previous the place of the event before it, as its writer knew that; {@link EventId#NONE} of the first of all
     * @param value the event
     */
    record LogEntry(EventId id, EventId previous, FeedValue value) {}

    /**
     * What is kept under a key.
     *
     * @param key the key
     * @param value the newest value
     */
    record Row(String key, FeedValue value) {}

    /**
     * What is written in one step.
     *
     * @param entries behind one another and behind the end of the log; may be empty
     * @param tail where the log ends, as far as the writer knows
     * @param put rows that are new or take the place of others
     * @param removed keys of rows that go
     * @param notes what is told to those who read now, and isn't kept
     */
    record Batch(
            List<LogEntry> entries,
            EventId tail,
            Map<String, FeedValue> put,
            List<String> removed,
            List<FeedValue> notes) {

        /**
         * Checks that each event follows.
         *
         * @param entries behind one another and behind the end of the log; may be empty
         * @param tail where the log ends, as far as the writer knows
         * @param put rows that are new or take the place of others
         * @param removed keys of rows that go
         * @param notes what is told to those who read now, and isn't kept
         * @throws IllegalArgumentException if one has another number, or another before it, than where it stands
         */
        public Batch {
            EventId end = tail;
            for (LogEntry entry : entries) {
                EventId id = entry.id();
                long next = id.epoch().equals(end.epoch()) ? end.number() + 1 : 1;
                require(
                        id.number() == next && entry.previous().equals(end),
                        id + ", behind " + entry.previous() + ", can't be written behind " + end
                                + ": events are numbered 1, 2, 3 within a term, each with the one before it");
                end = id;
            }
        }

        /**
         * Checks that the events are of the term in which they are to be written.
         *
         * @param lease for which the batch was made
         * @throws IllegalArgumentException if one is of another
         */
        public void checkTerm(Lease lease) {
            String epoch = lease.epoch();
            for (LogEntry entry : entries) {
                require(entry.id().epoch().equals(epoch), entry.id() + " isn't of the lease's term, which is " + epoch);
            }
        }
    }

    /**
     * What a reader gets.
     *
     * @param entries the next events, without any left out that the log still has
     * @param notes told behind those, or behind later ones; of several a reader may get the last only
     * @param tail where the log ended at some moment after these were read
     */
    record Reading(List<LogEntry> entries, List<FeedValue> notes, EventId tail) {}

    /**
     * The name of this replica, for people.
     *
     * @return such as {@code web-1}
     */
    String replica();

    /**
     * Takes a lease if it is free or over, or if the same holder has it.
     *
     * @param role what it is for
     * @param holder names the one who asks, and nobody else
     * @param lasting how long it lasts if it isn't renewed: a second or more
     * @return the lease, {@linkplain Lease#held held} with a new term; or that of another
     */
    Mono<Lease> claim(String role, String holder, Duration lasting);

    /**
     * Renews a lease.
     *
     * @param lease as it was claimed
     * @param lasting how long it lasts from now on
     * @return the lease, held, if nobody has claimed it since; else that of another
     */
    Mono<Lease> renew(Lease lease, Duration lasting);

    /**
     * Gives a lease back, so that another may have it at once, and nothing is written under it any more. Does nothing if it is
     * another's.
     *
     * @param lease as it was claimed
     * @return completes when it is free
     */
    Mono<Void> release(Lease lease);

    /**
     * Notes how far the holder of a lease has come.
     *
     * @param lease as it was claimed
     * @param place the last event that was dealt with
     * @return completes when that is kept; fails with a {@link FeedStoreException} if the lease is another's
     */
    Mono<Void> keepPlace(Lease lease, EventId place);

    /**
     * Writes a batch: of a thousand events and as many rows at most, as the store does nothing else meanwhile.
     *
     * @param lease of {@link #POLLER}, as it was claimed
     * @param batch what to write
     * @return completes when it is written; fails with a {@link FeedStoreException} if the lease is another's, or if the log
     *     ends elsewhere
     */
    Mono<Void> append(Lease lease, Batch batch);

    /**
     * Asks the replica that polls to look at services soon. One that is named already, and wasn't taken since, is named once.
     *
     * @param services a thousand at most, as texts that mean nothing to the store
     * @return completes when they are kept, or dropped as there are 10,000 already. What nobody has taken within a minute may be
     *     forgotten.
     */
    Mono<Void> hint(Set<String> services);

    /**
     * Takes services that were {@linkplain #hint hinted at}, for the replica that polls, which asks twice a second.
     *
     * @return a thousand at most, in any order, each given once; an empty set if there are none. What is lost with a reply stays
     *     lost.
     */
    Mono<Set<String>> takeHints();

    /**
     * Where the log ends.
     *
     * @return the last event's id, even if that is forgotten; {@link EventId#NONE} if there has been none
     */
    Mono<EventId> tail();

    /**
     * The end of the log.
     *
     * @param count how many events at most
     * @return the newest, the oldest of them first
     */
    Flux<LogEntry> newest(int count);

    /**
     * All rows, in any order. A row that is written or removed meanwhile comes as it was before or after that.
     *
     * @return each key once
     */
    Flux<Row> rows();

    /**
     * What is in the log behind a place, and what is written from then on, in pieces of 500 events at most. The first reading
     * comes at once, and another every two seconds at least, though it may be empty. What it says of an end that lies before the place, or of an event that doesn't follow, is for the feed to
     * judge.
     *
     * @param place behind which to read; it need not be in the log
     * @return never completes; fails if the store can't be reached. Who doesn't ask for more is kept no readings but one. Cancel
     *     frees the connection.
     */
    Flux<Reading> readAfter(EventId place);
}
