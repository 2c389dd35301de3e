package dev.deployflux.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When which process stood still, as it was stopped or the machine had no time for it, in the nanoseconds of {@link System#nanoTime()}. */
final class Standstills {

    private record Span(long from, long to) {}

    /** The name of this process. */
    static final String HERE = "here";

    private final Map<String, List<Span>> all = new HashMap<>();

    void begin(String replica) {
        begin(replica, System.nanoTime());
    }

    void end(String replica) {
        end(replica, System.nanoTime());
    }

    synchronized void begin(String replica, long at) {
        all.computeIfAbsent(replica, any -> new ArrayList<>()).add(new Span(at, Long.MAX_VALUE));
    }

    synchronized void end(String replica, long at) {
        List<Span> spans = all.getOrDefault(replica, List.of());
        Span last = spans.get(spans.size() - 1);
        spans.set(spans.size() - 1, new Span(last.from, at));
    }

    /** A process found that it had got no time of the machine for so long. */
    void ended(String name, Duration after) {
        long now = System.nanoTime();
        synchronized (this) {
            all.computeIfAbsent(name, any -> new ArrayList<>()).add(new Span(now - after.toNanos(), now));
        }
    }

    /** How long between those two moments both the replica and this process were awake. */
    synchronized Duration awake(String replica, long from, long to) {
        List<Span> spans = new ArrayList<>(all.getOrDefault(replica, List.of()));
        spans.addAll(all.getOrDefault(HERE, List.of()));
        spans.sort(Comparator.comparingLong(Span::from));
        long awake = 0;
        long at = from;
        for (Span span : spans) {
            if (span.from < to && span.to > at) {
                awake += Math.max(0, span.from - at);
                at = span.to;
            }
        }
        return Duration.ofNanos(awake + Math.max(0, to - at));
    }
}
