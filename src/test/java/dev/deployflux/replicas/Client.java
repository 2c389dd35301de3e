package dev.deployflux.replicas;

import dev.deployflux.replicas.Tale.Told;
import dev.deployflux.watch.EventId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Somebody who listens, as a browser does: at one replica at a time, and at another behind the last id that it got. */
final class Client {

    private static final AtomicLong VISITS = new AtomicLong();

    private final Tale tale;
    private @Nullable ChildReplica at;
    private String visit = "";

    /** Where the last entry says to go on. */
    private EventId last = EventId.NONE;

    /** Whoever leaves before that begins anew: it hasn't been told all that the ids it has got stand behind. */
    private boolean isLive;

    Client(String name) {
        this.tale = new Tale(name);
    }

    Tale tale() {
        return tale;
    }

    synchronized @Nullable ChildReplica at() {
        return at;
    }

    synchronized void moveTo(ChildReplica replica) {
        ChildReplica left = at;
        if (left != null) {
            left.say("leave " + visit);
        }
        at = replica;
        visit = String.valueOf(VISITS.incrementAndGet());
        replica.say("listen " + visit + " " + place());
    }

    /** Behind what it goes on elsewhere; {@code -} if it begins anew. */
    synchronized String place() {
        return isLive && !last.equals(EventId.NONE) ? last.toString() : "-";
    }

    /** For good. */
    synchronized void leave() {
        ChildReplica left = at;
        if (left != null) {
            left.say("leave " + visit);
        }
        at = null;
        visit = "";
    }

    /** Returns whether it was for this client. */
    synchronized boolean hear(String toVisit, List<String> words) {
        if (!toVisit.equals(visit) || !words.get(0).equals("entry")) {
            return toVisit.equals(visit);
        }
        Told told = new Told(EventId.parse(words.get(2)), words.get(3), words.get(4), Instant.now());
        tale.add(told);
        isLive = told.isLive() || (isLive && !told.isReset());
        last = told.id();
        return true;
    }
}
