package dev.deployflux.watch;

import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The log of a {@link MemoryFeedStore}: its newest events, in order, and the newest notes. Not thread-safe; calls nobody. */
final class MemoryLog {

    private static final int MOST_NOTES = 256;

    /** How far a reader has come; changed by reading. */
    static final class Place {
        private EventId behind;
        private long notes;

        Place(EventId behind, long notes) {
            this.behind = behind;
            this.notes = notes;
        }
    }

    private final int capacity;
    private EventId tail = EventId.NONE;

    /** Those before the {@link #oldest} are forgotten, and dropped once they are many. */
    private final List<LogEntry> entries = new ArrayList<>();

    private int oldest;
    private final ArrayDeque<FeedValue> newestNotes = new ArrayDeque<>();
    private long notes;

    MemoryLog(int capacity) {
        this.capacity = capacity;
    }

    EventId tail() {
        return tail;
    }

    /** How many there were. */
    long notes() {
        return notes;
    }

    boolean endsWith(LogEntry entry) {
        return entry.id().equals(tail)
                && (entries.isEmpty()
                        || entries.get(entries.size() - 1)
                                .value()
                                .toString()
                                .equals(entry.value().toString()));
    }

    void add(List<LogEntry> added) {
        if (added.isEmpty()) {
            return;
        }
        entries.addAll(added);
        tail = added.get(added.size() - 1).id();
        oldest = Math.max(oldest, entries.size() - capacity);
        if (oldest > capacity / 4) {
            entries.subList(0, oldest).clear();
            oldest = 0;
        }
    }

    void note(List<FeedValue> added) {
        newestNotes.addAll(added);
        notes += added.size();
        while (newestNotes.size() > MOST_NOTES) {
            newestNotes.remove();
        }
    }

    List<LogEntry> newest(int count) {
        return List.copyOf(entries.subList(Math.max(oldest, entries.size() - count), entries.size()));
    }

    /** The next few; and the notes with the last of them. */
    Reading read(Place reached, int most) {
        int from = behind(reached.behind);
        List<LogEntry> next = List.copyOf(entries.subList(from, Math.min(entries.size(), from + most)));
        if (!next.isEmpty()) {
            reached.behind = next.get(next.size() - 1).id();
        }
        if (next.size() == most) {
            return new Reading(next, List.of(), tail);
        }
        long skipped = newestNotes.size() - (notes - reached.notes);
        reached.notes = notes;
        return new Reading(next, newestNotes.stream().skip(Math.max(0, skipped)).toList(), tail);
    }

    private int behind(EventId place) {
        int from = oldest;
        int to = entries.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (place.isBefore(entries.get(middle).id())) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }
}
