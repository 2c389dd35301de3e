package dev.deployflux.watch;

import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events that wait, in order, each of which is found by its key, and by its deployment if it is of a rollout. */
final class PendingEvents {

    /** Equal to itself alone. */
    static final class Pending {
        final Object key;
        private final long place;
        DeploymentEvent event;

        private Pending(Object key, long place, DeploymentEvent event) {
            this.key = key;
            this.place = place;
            this.event = event;
        }

        boolean isBehind(Pending other) {
            return place > other.place;
        }
    }

    private final Set<Pending> inOrder = new LinkedHashSet<>();
    private long places;

    /** Those into which others may be merged. */
    private final Map<Object, Pending> open = new HashMap<>();

    private final Map<Subject, Set<Pending>> rollouts = new HashMap<>();

    /** The one into which news with that key may be merged; {@code null} if there is none. */
    @Nullable
    Pending get(Object key) {
        return open.get(key);
    }

    boolean contains(Object key) {
        return open.containsKey(key);
    }

    /** All into which others may be merged. */
    List<Pending> open() {
        return List.copyOf(open.values());
    }

    /** News of that deployment's rollout. */
    List<Pending> rollout(Subject deployment) {
        return List.copyOf(rollouts.getOrDefault(deployment, Set.of()));
    }

    void append(Object key, DeploymentEvent event) {
        Pending pending = new Pending(key, places++, event);
        inOrder.add(pending);
        open.put(key, pending);
        if (event instanceof OfRollout) {
            rollouts.computeIfAbsent(EventKind.subject(event).deployment(), any -> new LinkedHashSet<>())
                    .add(pending);
        }
    }

    void remove(@Nullable Pending pending) {
        if (pending != null) {
            inOrder.remove(pending);
            open.remove(pending.key, pending);
            if (pending.event instanceof OfRollout) {
                rollouts.computeIfPresent(
                        EventKind.subject(pending.event).deployment(),
                        (any, waiting) -> waiting.remove(pending) && waiting.isEmpty() ? null : waiting);
            }
        }
    }

    /** It waits on, behind all others. */
    void putBack(@Nullable Pending pending) {
        if (pending != null) {
            remove(pending);
            append(pending.key, pending.event);
        }
    }

    /** It waits on where it is, and nothing is merged into it any more. */
    void close(Object key) {
        open.remove(key);
    }

    /** The first one, taken out; {@code null} if there is none. */
    @Nullable
    DeploymentEvent poll() {
        if (inOrder.isEmpty()) {
            return null;
        }
        Pending first = inOrder.iterator().next();
        remove(first);
        return first.event;
    }

    int size() {
        return inOrder.size();
    }

    /** Takes out all. */
    List<DeploymentEvent> clear() {
        List<DeploymentEvent> all = new ArrayList<>(inOrder.size());
        inOrder.forEach(pending -> all.add(pending.event));
        inOrder.clear();
        open.clear();
        rollouts.clear();
        return all;
    }
}
