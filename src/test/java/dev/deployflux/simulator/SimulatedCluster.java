package dev.deployflux.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A cluster of the simulated account. Safe for use by many threads. */
public final class SimulatedCluster {

    private final SimulatedAccount account;
    private final String name;
    private final NavigableMap<String, SimulatedService> services = new ConcurrentSkipListMap<>();
    private final Map<String, SimulatedService> deleted = new ConcurrentHashMap<>();

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

    /** The service of that name that {@code DescribeServices} tells of, as of {@code now}: the newest that was there. */
    @Nullable
    SimulatedService findTold(String serviceName, Instant now) {
        SimulatedService service = services.get(serviceName);
        if (service != null && !service.createdAt().isAfter(now)) {
            return service;
        }
        SimulatedService old = deleted.get(serviceName);
        Instant end = old == null ? null : old.deletedAt();
        return old == null
                        || end == null
                        || old.createdAt().isAfter(now)
                        || !now.isBefore(
                                end.plus(account.settings().descriptions().inactiveFor()))
                ? null
                : old;
    }

    void remove(SimulatedService service) {
        deleted.put(service.name(), service);
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
