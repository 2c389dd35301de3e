package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.GlobalVirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.EcsSimulatorBuilder;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * A watch of an ECS in memory, in virtual time: ECS's clock and the watcher's move together, by {@link #pass}. Intervals
 * have no jitter unless a test gives some.
 */
final class SimulatedWatch implements AutoCloseable {

    private static final Duration STEP = Duration.ofSeconds(1);

    final VirtualTimeScheduler time = new GlobalVirtualTime();
    final EcsSimulator ecs;

    SimulatedWatch() {
        this(builder -> builder);
    }

    SimulatedWatch(UnaryOperator<EcsSimulatorBuilder> options) {
        this.ecs = options.apply(EcsSimulator.builder().inMemory(true).faultScheduler(time))
                .start();
    }

    EcsAsyncClient client() {
        return ecs.client();
    }

    SimulatedService service(String name) {
        return ecs.cluster("prod").service(name);
    }

    static ServiceRef ref(String name) {
        return new ServiceRef("prod", name);
    }

    ServiceDeployments deployments() {
        return ServiceDeployments.create(client());
    }

    /** A watcher on this time. */
    DeploymentWatcherBuilder watcher() {
        return watcher(deployments());
    }

    DeploymentWatcherBuilder watcher(ServiceDeployments deployments) {
        return DeploymentWatcher.builder(deployments)
                .scheduler(time)
                .clock(ecs.clock())
                .jitter(0);
    }

    /** Watches services of these names, which are created if they aren't there. */
    Listener listen(String... services) {
        for (String service : services) {
            service(service);
        }
        return listen(Flux.fromArray(services).map(SimulatedWatch::ref));
    }

    /** Watches these for a second. */
    Listener listen(Flux<ServiceRef> services) {
        Listener listener = Listener.of(watcher().build().watch(services));
        pass(STEP);
        return listener;
    }

    /** Watches that service, which the lookups don't name any more when so much time has passed. */
    Listener listenThenLeave(String service, Duration after) {
        Instant until = now().plus(after);
        return listen(Flux.defer(() -> now().isBefore(until) ? Flux.just(ref(service)) : Flux.empty()));
    }

    /** Lets time pass, a second at a time. */
    void pass(Duration duration) {
        pass(duration, STEP);
    }

    void pass(Duration duration, Duration step) {
        for (Duration left = duration; !left.isZero(); ) {
            Duration next = left.compareTo(step) < 0 ? left : step;
            ecs.clock().advance(next);
            time.advanceTimeBy(next);
            left = left.minus(next);
        }
    }

    /** How many calls there have been that take from the bucket which lists and descriptions share. */
    int calls() {
        return calls(Operation.LIST_SERVICE_DEPLOYMENTS) + calls(Operation.DESCRIBE_SERVICE_DEPLOYMENTS);
    }

    int calls(Operation operation) {
        return (int) ecs.calls().all().stream()
                .filter(call -> call.operation() == operation)
                .count();
    }

    Instant now() {
        return ecs.clock().instant();
    }

    @Override
    public void close() {
        ecs.close();
    }

    /** A subscriber that keeps what it gets. */
    static final class Listener extends BaseSubscriber<DeploymentEvent> {

        final List<DeploymentEvent> events = new ArrayList<>();
        private final long demand;

        private Listener(long demand) {
            this.demand = demand;
        }

        static Listener of(Publisher<DeploymentEvent> watch) {
            return of(watch, Long.MAX_VALUE);
        }

        static Listener of(Publisher<DeploymentEvent> watch, long demand) {
            Listener listener = new Listener(demand);
            watch.subscribe(listener);
            return listener;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                subscription.request(demand);
            }
        }

        @Override
        protected void hookOnNext(DeploymentEvent event) {
            events.add(event);
        }

        /** A watch ends by an error when its test has ended, and with it this time. */
        @Override
        protected void hookOnError(Throwable error) {}

        /** As it is: {@link #request} lets no bad demand through. */
        Subscription subscription() {
            return upstream();
        }

        <T extends DeploymentEvent> List<T> of(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        /** Such as {@code "Seen PENDING"}, of deployments alone. */
        List<String> deployments() {
            return of(DeploymentEvent.OfDeployment.class).stream()
                    .map(event -> event.getClass().getSimpleName() + " "
                            + event.deployment().statusAsString())
                    .toList();
        }

        List<DeploymentEvent> take() {
            List<DeploymentEvent> taken = List.copyOf(events);
            events.clear();
            return taken;
        }
    }
}
