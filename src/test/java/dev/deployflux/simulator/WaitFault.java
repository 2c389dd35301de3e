package dev.deployflux.simulator;

import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Lets time pass before the answer. */
final class WaitFault extends Fault {

    private final String name;
    private final Function<Scheduler, Mono<Void>> wait;

    private WaitFault(String name, Function<Scheduler, Mono<Void>> wait) {
        this.name = name;
        this.wait = wait;
    }

    static WaitFault delay(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("A latency is zero or more, not %s".formatted(latency));
        }
        return new WaitFault("latency(" + latency + ")", scheduler -> Mono.delay(latency, scheduler)
                .then());
    }

    static WaitFault forever() {
        return new WaitFault("hang", scheduler -> Mono.never());
    }

    @Override
    Mono<Void> before(Scheduler scheduler) {
        return wait.apply(scheduler);
    }

    @Override
    public String toString() {
        return name;
    }
}
