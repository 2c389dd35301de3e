package dev.deployflux.simulator;

import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A cluster of the simulated account. Safe for use by many threads. */
public final class SimulatedCluster {

    private final SimulatedAccount account;
    private final String name;
    private final NavigableMap<String, SimulatedService> services = new ConcurrentSkipListMap<>();

    SimulatedCluster(SimulatedAccount account, String name) {
        this.account = account;
        this.name = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its ARN. */
    public String arn() {
        return account.settings().arns().cluster(name);
    }

    /** The service of that name, which is created if the cluster has none. */
    public SimulatedService service(String serviceName) {
        ResourceName.require("service", serviceName);
        return services.computeIfAbsent(
                serviceName, key -> account.remembered(new SimulatedService(account, this, key)));
    }

    @Nullable
    SimulatedService find(String serviceName) {
        return services.get(serviceName);
    }

    void remove(SimulatedService service) {
        services.remove(service.name(), service);
    }

    NavigableMap<String, SimulatedService> services() {
        return services;
    }

    @Override
    public String toString() {
        return arn();
    }
}
