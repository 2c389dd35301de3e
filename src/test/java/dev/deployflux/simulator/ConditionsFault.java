package dev.deployflux.simulator;

import java.time.Duration;
import java.util.function.UnaryOperator;

/** Answers truly, but of another time or with fewer rows. */
final class ConditionsFault extends Fault {

    private final String name;
    private final UnaryOperator<Conditions> change;

    private ConditionsFault(String name, UnaryOperator<Conditions> change) {
        this.name = name;
        this.change = change;
    }

    static ConditionsFault asOfEarlier(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException(
                    "A stale answer is of the past: give zero or more, not %s".formatted(age));
        }
        return new ConditionsFault("stale(" + age + ")", conditions -> conditions.earlier(age));
    }

    static ConditionsFault limitedTo(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException(
                    "A short page has 1 or more rows, not %d; use Fault.emptyPageWithToken() for none".formatted(rows));
        }
        return new ConditionsFault("shortPage(" + rows + ")", conditions -> conditions.withRowLimit(rows));
    }

    static ConditionsFault withoutRows() {
        return new ConditionsFault("emptyPageWithToken", conditions -> conditions.withRowLimit(0));
    }

    @Override
    Conditions conditions(Conditions conditions) {
        return change.apply(conditions);
    }

    @Override
    public String toString() {
        return name;
    }
}
