package dev.deployflux.crowd;

import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long events took to their clients, in classes of a millisecond. A client knows by the event when its deployment was made; the
 * server says in the end when its feed told each.
 */
final class Deliveries {

    private static final int LONGEST_MILLIS = 60_000;

    /** A deployment, by the text of when it was made, and how long after that clients had it. */
    private record Event(long made, AtomicIntegerArray byMillis) {}

    private final Map<String, Event> events = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    void delivered(String made) {
        Event event = events.computeIfAbsent(
                made,
                text -> new Event(Instant.parse(text).toEpochMilli(), new AtomicIntegerArray(LONGEST_MILLIS + 1)));
        event.byMillis.incrementAndGet(bounded(System.currentTimeMillis() - event.made));
    }

    private static int bounded(long millis) {
        return (int) Math.max(0, Math.min(LONGEST_MILLIS, millis));
    }

    /** A client couldn't deal with what it got. */
    void failed(Throwable cause) {
        failures.add(cause);
    }

    /** What clients couldn't deal with. */
    Queue<Throwable> failures() {
        return failures;
    }

    void clear() {
        events.clear();
    }

    /** How many took so many milliseconds since they were told, given when that was, in milliseconds since 1970. */
    private long[] sinceTold(Map<String, Long> told) {
        long[] counts = new long[LONGEST_MILLIS + 1];
        events.forEach((text, event) -> {
            long untilTold = told.getOrDefault(text, event.made) - event.made;
            for (int i = 0; i <= LONGEST_MILLIS; i++) {
                counts[bounded(i - untilTold)] += event.byMillis.get(i);
            }
        });
        return counts;
    }

    /** In milliseconds since they were told. */
    int quantile(double quantile, Map<String, Long> told) {
        long[] counts = sinceTold(told);
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long rank = (long) Math.ceil(quantile * all);
        for (int i = 0; i <= LONGEST_MILLIS; i++) {
            rank -= counts[i];
            if (rank <= 0) {
                return i;
            }
        }
        return LONGEST_MILLIS;
    }

    String describe(Map<String, Long> told) {
        return "p50 %d ms, p99 %d ms, longest %d ms since the feed told it"
                .formatted(quantile(0.5, told), quantile(0.99, told), quantile(1, told));
    }
}
