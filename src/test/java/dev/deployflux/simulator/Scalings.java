package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** How often a service was scaled. Safe for use by many threads. */
final class Scalings {

    private final SimulatedService service;
    private final List<Scaling> newestFirst = new CopyOnWriteArrayList<>();

    Scalings(SimulatedService service) {
        this.service = service;
    }

    /** The caller sees to it that there is one at a time. */
    void add(Instant now, int tasks) {
        Scaling scaling = new Scaling(now, ServiceJson.desired(service, now), tasks);
        newestFirst.add(0, scaling);
        service.account().eventBridge().changed(service, scaling.news(service.eventName()));
    }

    /** Those that answers as of {@code now} know. */
    Stream<Scaling> newestFirst(Instant now) {
        return newestFirst.stream().filter(scaling -> !scaling.at().isAfter(now));
    }
}
