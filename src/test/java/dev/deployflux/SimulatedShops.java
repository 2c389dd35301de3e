package dev.deployflux;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Clusters of services in a simulator, and what a list of them has to bring. */
final class SimulatedShops {

    private final EcsSimulator ecs;
    private final Map<ServiceRef, SimulatedService> services = new LinkedHashMap<>();

    SimulatedShops(EcsSimulator ecs) {
        this.ecs = ecs;
    }

    /** Adds a cluster with a service for each of these numbers of rows, named s1 and so on; it may have none. */
    SimulatedShops cluster(String name, int... rowsOfServices) {
        ecs.cluster(name);
        for (int i = 0; i < rowsOfServices.length; i++) {
            SimulatedService service = ecs.cluster(name).service("s" + (i + 1));
            service.history(rowsOfServices[i]);
            services.put(new ServiceRef(name, service.name()), service);
        }
        return this;
    }

    List<ServiceRef> refs() {
        return List.copyOf(services.keySet());
    }

    SimulatedService service(ServiceRef service) {
        return Objects.requireNonNull(services.get(service));
    }

    List<String> arns() {
        return arnsOf(service -> true);
    }

    List<String> arnsOf(Predicate<ServiceRef> which) {
        List<String> arns = new ArrayList<>();
        services.forEach((ref, service) -> {
            if (which.test(ref)) {
                arns.addAll(service.deploymentArns());
            }
        });
        return arns;
    }
}
