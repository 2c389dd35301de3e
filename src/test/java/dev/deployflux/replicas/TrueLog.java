package dev.deployflux.replicas;

import dev.deployflux.soak.Tally;
import dev.deployflux.watch.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log as Redis has it in the end, and what it had whenever it forgot everything. What a failover has lost isn't in it. */
final class TrueLog {

    static final Comparator<EventId> ORDER = Comparator.<EventId>comparingLong(
                    id -> Long.parseUnsignedLong(id.epoch(), 16))
            .thenComparingLong(EventId::number);

    /**
     * An event in the log.
     *
     * @param previous where the log ended for its writer; {@code null} if that isn't said
     * @param isBookmark whether it is one that streams leave out
     */
    record Entry(EventId id, @Nullable EventId previous, boolean isBookmark) {}

    private static final String BOOKMARK = "\"k\":\"pass\"";

    private final List<List<Entry>> logs;
    private final List<Map<EventId, Integer>> places = new ArrayList<>();

    TrueLog(List<List<Entry>> logs) {
        this.logs = logs;
        for (List<Entry> log : logs) {
            Map<EventId, Integer> places = new HashMap<>();
            for (Entry entry : log) {
                places.put(entry.id, places.size());
            }
            this.places.add(places);
        }
    }

    /** As {@code XRANGE} tells each. */
    static TrueLog ofRedis(List<Object> logs) {
        return new TrueLog(logs.stream()
                .map(log -> ((List<?>) log)
                        .stream().map(entry -> entry((List<?>) entry)).toList())
                .toList());
    }

    private static Entry entry(List<?> told) {
        List<?> fields = (List<?>) told.get(1);
        int previous = fields.indexOf("p");
        String value = fields.get(fields.indexOf("v") + 1).toString();
        return new Entry(
                id(told.get(0).toString()),
                previous < 0 ? null : id(fields.get(previous + 1).toString()),
                value.contains(BOOKMARK));
    }

    /** Redis writes the term in decimals. */
    private static EventId id(String text) {
        int end = text.indexOf('-');
        return new EventId(
                Long.toHexString(Long.parseLong(text.substring(0, end))), Long.parseLong(text.substring(end + 1)));
    }

    long size() {
        return logs.stream().mapToLong(List::size).sum();
    }

    long terms() {
        return logs.stream()
                .flatMap(List::stream)
                .map(entry -> entry.id.epoch())
                .distinct()
                .count();
    }

    /** Within a term events are numbered without a gap; the first of each term says which is the last of the term before. */
    void judge(Tally tally) {
        for (List<Entry> log : logs) {
            for (int i = 1; i < log.size(); i++) {
                Entry entry = log.get(i);
                EventId before = log.get(i - 1).id;
                boolean follows = entry.id.epoch().equals(before.epoch())
                        ? entry.id.number() == before.number() + 1
                        : entry.id.number() == 1 && before.equals(entry.previous);
                if (!follows) {
                    tally.violation("in the log " + entry + " stands behind " + before);
                }
            }
        }
    }

    boolean contains(EventId id) {
        return places.stream().anyMatch(places -> places.containsKey(id));
    }

    /** Whether somebody who has dealt with one may go on with the other: nothing is between them, as far as can be known. */
    boolean follows(EventId before, EventId id) {
        if (!contains(id)) { // it was lost later
            return id.number() == 1 || (id.epoch().equals(before.epoch()) && id.number() == before.number() + 1);
        }
        for (Map<EventId, Integer> log : places) {
            Integer place = log.get(id);
            if (place != null && place > 0 && Integer.valueOf(place - 1).equals(log.get(before))) {
                return true;
            }
        }
        return false;
    }

    /** Likewise for somebody on a stream, on which bookmarks aren't told, nor known to have been lost. */
    boolean followsInStream(EventId before, EventId id) {
        if (!contains(id)) {
            return id.number() == 1 || (id.epoch().equals(before.epoch()) && id.number() > before.number());
        }
        for (int i = 0; i < logs.size(); i++) {
            Integer place = places.get(i).get(id);
            Integer from = places.get(i).get(before);
            if (place != null
                    && from != null
                    && from < place
                    && logs.get(i).subList(from + 1, place).stream().allMatch(Entry::isBookmark)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is known to be something that streams tell. */
    boolean isNews(EventId id) {
        for (int i = 0; i < logs.size(); i++) {
            Integer place = places.get(i).get(id);
            if (place != null && !logs.get(i).get(place).isBookmark()) {
                return true;
            }
        }
        return false;
    }
}
