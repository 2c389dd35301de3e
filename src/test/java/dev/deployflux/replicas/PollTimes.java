package dev.deployflux.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who called ECS when. */
final class PollTimes {

    /** Who doesn't call for so long doesn't poll: several times the longest interval. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(3).toNanos();

    /** From one call to another, in between which nobody paused. */
    private record Spell(long from, long to) {
        long together(Spell other) {
            return Math.min(to, other.to) - Math.max(from, other.from);
        }
    }

    private final Map<String, List<Spell>> spells = new LinkedHashMap<>();
    private @Nullable String last;

    void called(String by) {
        called(by, System.nanoTime());
    }

    synchronized void called(String by, long at) {
        List<Spell> own = spells.computeIfAbsent(by, any -> new ArrayList<>());
        Spell open = own.isEmpty() ? null : own.get(own.size() - 1);
        if (open != null && at - open.to < PAUSE_NANOS) {
            own.set(own.size() - 1, new Spell(open.from, at));
        } else {
            own.add(new Spell(at, at));
        }
        last = by;
        notifyAll();
    }

    /** Who called last; {@code null} if nobody has. */
    synchronized @Nullable String last() {
        return last;
    }

    /**
     * Waits until another calls, and returns when it first did.
     *
     * @param since what came before counts for nothing, by {@link System#nanoTime()}
     */
    synchronized long awaitOther(String than, long since, Duration giveUp) throws InterruptedException {
        long end = System.nanoTime() + giveUp.toNanos();
        while (true) {
            for (Map.Entry<String, List<Spell>> each : spells.entrySet()) {
                for (Spell spell : each.getValue()) {
                    if (!each.getKey().equals(than) && spell.from >= since) {
                        return spell.from;
                    }
                }
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("nobody polls instead of " + than + " within " + giveUp);
            }
            wait(left);
        }
    }

    /** The longest time for which two polled at once. */
    synchronized Duration longestTogether() {
        long longest = 0;
        List<String> names = new ArrayList<>(spells.keySet());
        for (int i = 0; i < names.size(); i++) {
            for (String other : names.subList(i + 1, names.size())) {
                for (Spell one : spells.getOrDefault(names.get(i), List.of())) {
                    for (Spell two : spells.getOrDefault(other, List.of())) {
                        longest = Math.max(longest, one.together(two));
                    }
                }
            }
        }
        return Duration.ofNanos(longest);
    }
}
