package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Tells its subscribers what happens in an account. A tick looks what is due by the simulator's clock, whatever moves it. */
final class EventBridge {

    private static final Duration TICK = Duration.ofMillis(200);

    private final List<EventQueue> targets = new CopyOnWriteArrayList<>();
    private final Sinks.Empty<Void> closed = Sinks.empty();

    /** What becomes of a deployment from now on. */
    void changed(SimulatedService service, DeploymentRow row) {
        tell(target -> target.add(service, row, null));
    }

    void changed(SimulatedService service, List<ServiceNews> news) {
        tell(target -> target.add(service, news, null));
    }

    /** Costs nothing while nobody listens. */
    private void tell(Consumer<EventQueue> news) {
        targets.forEach(news);
    }

    Flux<String> events(
            SimulatorClock clock, Stream<SimulatedService> services, EventDelivery delivery, Scheduler scheduler) {
        EventQueue target = new EventQueue(delivery);
        // What begins meanwhile may come twice, as EventBridge has it.
        Instant now = clock.instant();
        targets.add(target);
        services.forEach(service -> addOngoing(target, service, now));
        return Flux.interval(TICK, scheduler)
                .onBackpressureDrop()
                .concatMapIterable(tick -> target.due(clock.instant()), 1)
                .takeUntilOther(closed.asMono())
                .doFinally(end -> targets.remove(target));
    }

    private static void addOngoing(EventQueue target, SimulatedService service, Instant now) {
        for (DeploymentRow row : service.index().oldestFirst()) {
            if (!row.isKnownToBeOverAt(now)
                    && !DeploymentState.isFinal(row.stateAt(now).status())) {
                target.add(service, row, now);
            }
        }
        service.taskSets()
                .newestFirst(now)
                .limit(1)
                .forEach(set -> target.add(service, set.news(service.taskSets().before(set)), now));
        service.scalings()
                .newestFirst(now)
                .limit(1)
                .forEach(scaling -> target.add(service, scaling.news(service.eventName()), now));
    }

    void close() {
        closed.tryEmitEmpty();
    }
}
