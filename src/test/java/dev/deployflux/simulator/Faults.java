package dev.deployflux.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The faults to come. Rules of one operation queue up: the first one that matches a call has it alone, letting it pass or
 * giving it the fault, and when its times are over the next rule begins. A call that throttling refuses meets no
 * rule. Safe for use by many threads.
 */
public final class Faults {

    private static final class Queued {
        private final FaultRule rule;
        private long matched;

        Queued(FaultRule rule) {
            this.rule = rule;
        }
    }

    private final Map<Operation, List<Queued>> rules = new EnumMap<>(Operation.class);

    Faults() {}

    /** The fault on the next call of the operation. */
    public void inject(Operation operation, Fault fault) {
        inject(operation, FaultRule.of(fault));
    }

    /** The rule behind those that the operation has already. */
    public synchronized void inject(Operation operation, FaultRule rule) {
        rules.computeIfAbsent(operation, key -> new ArrayList<>()).add(new Queued(rule));
    }

    /** Removes all rules. Calls that a fault has hold of already aren't let go. */
    public synchronized void clear() {
        rules.clear();
    }

    /** The fault of this call, which the rules then count. */
    synchronized @Nullable Fault take(Call call) {
        List<Queued> queue = rules.getOrDefault(call.operation(), List.of());
        for (Iterator<Queued> all = queue.iterator(); all.hasNext(); ) {
            Queued queued = all.next();
            if (queued.rule.matches(call)) {
                boolean met = queued.rule.meets(queued.matched++);
                if (queued.rule.isDone(queued.matched)) {
                    all.remove();
                }
                return met ? queued.rule.fault() : null;
            }
        }
        return null;
    }
}
