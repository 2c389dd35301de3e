package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.webflux.News.Kind;
import dev.deployflux.webflux.News.Subject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a feed has told, numbered: the newest events one by one in a ring, and of everything the last word. All clients
 * read this one log, each at its own place; it calls nobody.
 */
final class EventLog {

    private final String epoch;
    private final @Nullable LogEntry[] ring;
    private final Picture picture;
    private final Set<ServiceRef> read = new HashSet<>();
    private final Set<ServiceRef> unread = new HashSet<>();
    private long newest;
    private boolean settled;
    private boolean ended;

    /**
     * An empty log.
     *
     * @param epoch its name
     * @param capacity how many events the ring keeps
     * @param since how far back the picture shows deployments that are over
     */
    EventLog(String epoch, int capacity, Duration since) {
        this.epoch = epoch;
        this.ring = new LogEntry[capacity];
        this.picture = new Picture(since);
    }

    EventId id(long sequence) {
        return new EventId(epoch, sequence);
    }

    /** Returns whether that may be news to a client. */
    synchronized boolean tell(DeploymentEvent event) {
        if (ended) {
            return false;
        }
        boolean firstLook = false;
        if (event instanceof ServiceJoined joined) {
            unread.add(joined.service());
        } else if (event instanceof PassCompleted pass) {
            picture.passed(pass);
            firstLook = looked(pass.service());
        } else if (event instanceof ServiceFailing failing) {
            looked(failing.service());
        }
        News news = Newsroom.of(event);
        if (news != null) {
            append(news);
        }
        if (event instanceof ServiceLeft left) {
            picture.removeService(left.service());
            read.remove(left.service());
            unread.remove(left.service());
        }
        return news != null || firstLook;
    }

    private boolean looked(ServiceRef service) {
        unread.remove(service);
        return read.add(service);
    }

    /** Nothing follows this notice. */
    synchronized void end(String message) {
        if (!ended) {
            ended = true;
            append(new News(
                    EventName.END,
                    new Subject(Kind.STREAM, null, null),
                    DeploymentView.of(StreamNotice.of(message)),
                    null));
        }
    }

    private void append(News news) {
        newest++;
        EventId id = id(newest);
        ring[(int) (newest % ring.length)] = LogEntry.of(id, news.subject(), news.event(), news.now());
        if (news.later() == null) {
            picture.remove(news.subject());
        } else {
            picture.add(LogEntry.of(id, news.subject(), news.event(), news.later()));
        }
    }

    /** Whether a client that has come this far can go on there, with nothing lost between. */
    synchronized boolean reaches(EventId id) {
        return id.epoch().equals(epoch) && id.sequence() <= newest && newest - id.sequence() <= ring.length;
    }

    /**
     * The event behind this one.
     *
     * @return {@code null} if there is none; a later one, if the next has left the ring
     */
    synchronized @Nullable LogEntry after(long sequence) {
        return sequence == newest ? null : ring[(int) ((sequence + 1) % ring.length)];
    }

    /** What the picture shows behind this event, up to another; {@code null} if there is nothing. */
    synchronized @Nullable LogEntry pictured(long after, long upTo) {
        return picture.next(after, upTo);
    }

    synchronized long newest() {
        return newest;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** How many services the picture shows. */
    synchronized int services(DeploymentFilter filter) {
        return picture.services(filter);
    }

    /**
     * Whether each service that the feed knew at some moment has been read, or can't be; from then on.
     *
     * @param health asked only when nothing that this log has heard of is unread, as it costs by the service
     */
    boolean isSettled(Supplier<FeedHealth> health) {
        synchronized (this) {
            if (settled || !unread.isEmpty()) {
                return settled;
            }
        }
        FeedHealth now = health.get(); // takes the feed's lock, and so not under this one
        synchronized (this) {
            settled |= now.services().isEmpty()
                    ? now.lastLookup() != null || now.lookupFailures() > 0
                    : read.containsAll(now.services().keySet());
            return settled;
        }
    }
}
