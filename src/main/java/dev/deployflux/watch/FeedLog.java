package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a feed has told, numbered: the newest events one by one in a ring, and of everything the last word. All who read
 * it one by one have nothing of their own but their place in it. A bookmark of a pass that brought nothing has no number:
 * with hundreds of services these would soon push out all else. Thread-safe; calls nobody.
 */
final class FeedLog {

    /**
     * What has become of a report.
     *
     * @param forgotten deployments of which the log tells no more
     * @param isNews whether those may go on who read one by one
     */
    record Appended(List<Subject> forgotten, boolean isNews) {}

    private final String epoch;
    private final @Nullable FeedEntry[] ring;
    private final LastWords words;
    private long newest;
    private boolean lookedUp;
    private boolean settled;

    /**
     * An empty log.
     *
     * @param capacity how many events the ring keeps
     * @param since how far back the last words show deployments that are over
     */
    FeedLog(int capacity, Duration since) {
        this(String.format("%016x", ThreadLocalRandom.current().nextLong()), capacity, since);
    }

    /** An empty log of that name, which no other log may have had. */
    FeedLog(String epoch, int capacity, Duration since) {
        this.epoch = epoch;
        this.ring = new FeedEntry[capacity];
        this.words = new LastWords(since);
    }

    EventId id(long number) {
        return new EventId(epoch, number);
    }

    /**
     * These have been told, one after another.
     *
     * @param complete whether they are what a lookup of all services has brought
     * @param now in the scheduler's nanoseconds
     */
    synchronized Appended append(List<DeploymentEvent> events, boolean complete, long now) {
        lookedUp |= complete;
        boolean isNews = false;
        List<Subject> forgotten = new ArrayList<>();
        for (DeploymentEvent event : events) {
            boolean numbered = events.size() > 1 || !(event instanceof PassCompleted);
            newest += numbered ? 1 : 0;
            FeedEntry entry = new FeedEntry(id(newest), event);
            if (numbered) {
                ring[(int) (newest % ring.length)] = entry;
                isNews = true;
            }
            forgotten.addAll(words.told(entry, numbered, now));
        }
        boolean wasSettled = settled;
        settled |= words.isEachLookedAt() && (words.services() > 0 || lookedUp || lookup() != null);
        return new Appended(forgotten, isNews || settled != wasSettled);
    }

    /** Whether somebody who has come this far can go on there, with nothing lost between. */
    synchronized boolean reaches(EventId id) {
        return id.epoch().equals(epoch) && id.number() <= newest && newest - id.number() <= ring.length;
    }

    /**
     * The event behind this one.
     *
     * @return {@code null} if there is none; a later one, if the next has left the ring
     */
    synchronized @Nullable FeedEntry after(long number) {
        return number == newest ? null : ring[(int) ((number + 1) % ring.length)];
    }

    /** The first of the last words behind this event, up to another; {@code null} if there is none. */
    synchronized @Nullable FeedEntry lastWord(long after, long upTo) {
        return words.after(after, upTo);
    }

    /** The last words for somebody who is told all at once. */
    synchronized List<DeploymentEvent> lastWords() {
        return words.inOrder();
    }

    synchronized long newest() {
        return newest;
    }

    synchronized int services() {
        return words.services();
    }

    /** Whether at some moment each service that was known had been read, or couldn't be. */
    synchronized boolean isSettled() {
        return settled;
    }

    synchronized @Nullable LookupFailing lookup() {
        return (LookupFailing) words.of(Topic.LOOKUP);
    }

    synchronized @Nullable FellBehind behind() {
        return (FellBehind) words.of(Topic.PUNCTUALITY);
    }

    synchronized @Nullable DetailsFailing detailsFailing() {
        return (DetailsFailing) words.of(Topic.DETAILS);
    }

    /** How each service is, by {@link LastWords#health}. */
    synchronized Map<ServiceRef, ServiceHealth> health(long now, Duration pollingFor) {
        return words.health(now, pollingFor);
    }
}
