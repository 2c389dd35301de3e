package dev.deployflux.simulator;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A gate before or within the answer, which a test opens. Each call that it is injected into waits at the same gate. */
public final class HeldFault extends Fault {

    private final Sinks.Empty<Void> gate = Sinks.empty();
    private final WatchedCount arrivals = new WatchedCount();

    private final boolean withinBody;

    HeldFault(boolean withinBody) {
        this.withinBody = withinBody;
    }

    /** Opens the gate for the calls that wait, and for all that come. More than once does no harm. */
    public void release() {
        gate.tryEmitEmpty();
    }

    /** Completes when a call waits at the gate, at once where one has come already. */
    public Mono<Void> reached() {
        return reached(1);
    }

    /** Completes when {@code calls} calls have come to the gate. */
    public Mono<Void> reached(int calls) {
        return arrivals.when(count -> count >= calls);
    }

    @Override
    Mono<Void> before(Scheduler scheduler) {
        return withinBody ? Mono.empty() : arriveAndWait();
    }

    @Override
    @Nullable
    Delivery delivery() {
        return withinBody ? Delivery.halves(arriveAndWait()) : null;
    }

    private Mono<Void> arriveAndWait() {
        return Mono.defer(() -> {
            arrivals.update(count -> count + 1);
            return gate.asMono();
        });
    }

    @Override
    public String toString() {
        return withinBody ? "holdWithinBody" : "hold";
    }
}
