package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulatorBuilder;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;

/** Services of one cluster with nothing in flight, watched with a detector in virtual time. */
abstract class DetectorScene {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);

    SimulatedWatch world = new SimulatedWatch();

    @AfterEach
    void close() {
        world.close();
    }

    /** Another ECS than the usual one. */
    void restart(UnaryOperator<EcsSimulatorBuilder> options) {
        world.close();
        world = new SimulatedWatch(options);
    }

    Flux<DeploymentEvent> watch(Flux<ServiceRef> services) {
        return world.watcher().detector(ServiceFingerprints.create()).build().watch(services);
    }

    /** The services service-0, service-1 ..., each with a history. */
    Flux<ServiceRef> services(int count) {
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "service-" + i).toList();
        names.forEach(name -> world.service(name).history(3));
        return Flux.fromIterable(names).map(SimulatedWatch::ref);
    }

    /** Begins to watch so many, and lets the first looks pass. */
    Listener listen(int count) {
        Listener listener = Listener.of(watch(services(count)));
        world.pass(MINUTE.multipliedBy(2));
        listener.take();
        return listener;
    }

    /** Lets time pass until services have just been looked at. */
    void passALook() {
        int before = looks();
        while (looks() == before) {
            world.pass(SECOND);
        }
    }

    int looks() {
        return world.calls(DESCRIBE_SERVICES);
    }

    int lists() {
        return world.calls(LIST_SERVICE_DEPLOYMENTS);
    }

    /** How often that one was listed. */
    int lists(String service) {
        return (int) world.ecs.calls().all().stream()
                .filter(call -> call.operation() == LIST_SERVICE_DEPLOYMENTS)
                .filter(call -> call.service().orElseThrow().endsWith(service))
                .count();
    }
}
