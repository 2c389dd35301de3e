package dev.deployflux.simulator;

import java.util.function.Predicate;

/**
 * Which calls get the fault: of those that match, the first {@code skip} pass, the next {@code times} get the fault.
 * Immutable: each method returns a new rule.
 */
public final class FaultRule {

    private final Fault fault;
    private final Predicate<Call> condition;
    private final long skip;
    private final long times;

    private FaultRule(Fault fault, Predicate<Call> condition, long skip, long times) {
        this.fault = fault;
        this.condition = condition;
        this.skip = skip;
        this.times = times;
    }

    /** The next call, once. */
    public static FaultRule of(Fault fault) {
        return new FaultRule(fault, call -> true, 0, 1);
    }

    /** Lets {@code calls} matching calls pass first; 0 or more, by default 0. */
    public FaultRule skip(int calls) {
        if (calls < 0) {
            throw new IllegalArgumentException("A rule skips 0 or more calls, not %d".formatted(calls));
        }
        return new FaultRule(fault, condition, calls, times);
    }

    /** Meets {@code calls} matching calls; 1 or more, by default 1. */
    public FaultRule times(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException(
                    "A rule meets 1 or more calls, not %d; to have none, don't inject it".formatted(calls));
        }
        return new FaultRule(fault, condition, skip, calls);
    }

    /** Meets all matching calls until the faults are cleared. */
    public FaultRule always() {
        return new FaultRule(fault, condition, skip, Long.MAX_VALUE);
    }

    /**
     * Matches only calls that meet this condition too, such as {@code call -> call.service().equals(Optional.of("web"))}.
     * It is called on the event loop, with the lock of the rules held, and must not block.
     */
    public FaultRule when(Predicate<Call> matches) {
        return new FaultRule(fault, condition.and(matches), skip, times);
    }

    Fault fault() {
        return fault;
    }

    boolean matches(Call call) {
        return condition.test(call);
    }

    /** Whether the matching call of this number, from 0, gets the fault. */
    boolean meets(long matched) {
        return matched >= skip;
    }

    /** Whether nothing is left to do after that many matching calls. */
    boolean isDone(long matched) {
        return matched - skip >= times;
    }
}
