package dev.deployflux.soak;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What acts found: counts by name, and all that should not have been. Safe for use by many threads. */
public final class Tally {

    private static final int SHOWN = 50;

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final LongAdder lost = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    /** Once more. */
    public void count(String what) {
        count(what, 1);
    }

    /** So many more. */
    public void count(String what, long times) {
        counts.computeIfAbsent(what, any -> new LongAdder()).add(times);
    }

    /** So many that should have come didn't. */
    public void lost(long rows, String where) {
        if (rows > 0) {
            lost.add(rows);
            violation(where + " lost " + rows + " rows");
        }
    }

    /** So many came another time. */
    public void repeated(long rows, String where) {
        if (rows > 0) {
            repeated.add(rows);
            violation(where + " repeated " + rows + " rows");
        }
    }

    /** Something that should not have been. */
    public void violation(String what) {
        violations.add(what);
    }

    /** How many were lost. */
    public long lost() {
        return lost.sum();
    }

    /** How many were repeated. */
    public long repeated() {
        return repeated.sum();
    }

    /** How many things should not have been. */
    public long violations() {
        return violations.size();
    }

    /** Whether nothing was wrong. */
    public boolean isClean() {
        return violations.isEmpty();
    }

    /** How many there were. */
    public long counted(String what) {
        LongAdder counted = counts.get(what);
        return counted == null ? 0 : counted.sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((what, times) -> text.append("%,12d %s%n".formatted(times.sum(), what)));
        text.append("%,12d rows lost%n%,12d rows repeated%n%,12d violations%n"
                .formatted(lost(), repeated(), (long) violations.size()));
        violations.stream().limit(SHOWN).forEach(violation -> text.append("VIOLATION: %s%n".formatted(violation)));
        return text.toString();
    }
}
