package dev.deployflux.replicas;

import dev.deployflux.watch.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ids that one client of a stream got, on all its connections. Those of all clients are the same objects. */
final class Track {

    /** What an id came with. */
    enum Kind {
        /** An event of the log. */
        EVENT,
        /** Nothing: the client has come to that place. */
        PLACE,
        /** The beginning of a snapshot. */
        RESET,
        /** The end of a snapshot, or of what was missed. */
        LIVE;

        private static Kind of(String event) {
            return switch (event) {
                case "reset" -> RESET;
                case "live" -> LIVE;
                case "", "end", "store-failing", "store-recovered" -> PLACE;
                default -> EVENT;
            };
        }
    }

    /** An id, and what it came with. */
    record Step(EventId id, Kind kind) {}

    private static final Map<Step, Step> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private boolean isLive;

    Track(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Something came with an id; returns whether that is an event of the log, told as it is to all. */
    boolean add(String id, String event) {
        Step step = new Step(EventId.parse(id), Kind.of(event));
        isLive = step.kind == Kind.LIVE || (isLive && step.kind != Kind.RESET);
        boolean isHeartbeat = step.kind == Kind.PLACE
                && !steps.isEmpty()
                && steps.get(steps.size() - 1).id.equals(step.id);
        if (!isHeartbeat) {
            steps.add(KNOWN.computeIfAbsent(step, any -> step));
        }
        return step.kind == Kind.EVENT && isLive;
    }

    List<Step> steps() {
        return steps;
    }
}
