package dev.deployflux.simulator;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Two faults on one call, the first before the second. */
final class CombinedFault extends Fault {

    private final Fault first;
    private final Fault second;

    CombinedFault(Fault first, Fault second) {
        this.first = first;
        this.second = second;
    }

    @Override
    Mono<Void> before(Scheduler scheduler) {
        return first.before(scheduler).then(Mono.defer(() -> second.before(scheduler)));
    }

    @Override
    Conditions conditions(Conditions conditions) {
        return second.conditions(first.conditions(conditions));
    }

    @Override
    @Nullable
    EcsError error() {
        return either(first.error(), second.error());
    }

    @Override
    @Nullable
    ErrorCoding coding() {
        return either(first.coding(), second.coding());
    }

    @Override
    @Nullable
    AnswerAlteration alteration() {
        AnswerAlteration one = first.alteration();
        AnswerAlteration two = second.alteration();
        if (one == null || two == null) {
            return either(one, two);
        }
        return (request, response) -> {
            one.alter(request, response);
            two.alter(request, response);
        };
    }

    @Override
    byte[] body(byte[] body) {
        return second.body(first.body(body));
    }

    @Override
    @Nullable
    Delivery delivery() {
        return either(first.delivery(), second.delivery());
    }

    @Override
    public String toString() {
        return first + " and " + second;
    }

    private static <T> @Nullable T either(@Nullable T one, @Nullable T two) {
        return one != null ? one : two;
    }
}
