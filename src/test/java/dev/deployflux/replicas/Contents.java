package dev.deployflux.replicas;

import dev.deployflux.soak.Tally;
import dev.deployflux.watch.EventId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was told under each id, which has to be the same whoever tells it, and whoever gets it. */
final class Contents {

    private final Map<EventId, String> all = new ConcurrentHashMap<>();
    private final Tally tally;

    Contents(Tally tally) {
        this.tally = tally;
    }

    void told(String client, EventId id, String content) {
        String known = all.putIfAbsent(id, content);
        if (known != null && !known.equals(content)) {
            tally.violation(client + " got under " + id + " " + content + ", others " + known);
        }
    }

    Map<EventId, String> all() {
        return all;
    }
}
