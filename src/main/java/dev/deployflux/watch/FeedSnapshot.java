package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a feed's events have told so far, as far as it still matters: what a late subscriber begins with. Pure logic;
 * not thread-safe.
 */
final class FeedSnapshot {

    private final Map<ServiceRef, ServiceSnapshot> services = new LinkedHashMap<>();
    private @Nullable Instant lastLookup;
    private @Nullable LookupFailing lookup;
    private @Nullable FellBehind behind;
    private int excluded;

    /** One more than the calls of complete passes for each that failed. */
    private long calls;

    FeedSnapshot() {
        this(0);
    }

    /** Nothing is known, after so many calls. */
    FeedSnapshot(long calls) {
        this.calls = calls;
    }

    /**
     * These events have been told.
     *
     * @param now in the scheduler's nanoseconds
     * @param since how long the feed's window is
     * @return the ARNs of deployments that are left out from now on
     */
    List<String> told(List<DeploymentEvent> events, long now, Duration since) {
        List<String> forgotten = new ArrayList<>();
        for (DeploymentEvent event : events) {
            if (event instanceof OfDeployment news) {
                service(news.service(), now).told(news);
            } else if (event instanceof OfService news) {
                told(news, now, since, forgotten);
            } else if (event instanceof LookupFailing || event instanceof LookupRecovered) {
                lookup = event instanceof LookupFailing failing ? failing : null;
            } else if (event instanceof FellBehind || event instanceof CaughtUp) {
                behind = event instanceof FellBehind late ? late : null;
            }
        }
        return forgotten;
    }

    /** A lookup that began then was complete, and named so many services that are excluded. */
    void lookedUp(Instant startedAt, int services) {
        lastLookup = startedAt;
        excluded = services;
    }

    /** How many services the last complete lookup named that are excluded. */
    int excluded() {
        return excluded;
    }

    private void told(OfService event, long now, Duration since, List<String> forgotten) {
        ServiceRef service = event.service();
        if (event instanceof ServiceJoined) {
            services.put(service, new ServiceSnapshot(service, now));
        } else if (event instanceof ServiceLeft) {
            services.remove(service);
        } else if (event instanceof PassCompleted pass) {
            calls += pass.calls();
            service(service, now).passed(pass, now, since, forgotten);
        } else if (event instanceof ServiceFailing failing) {
            calls++;
            service(service, now).failing(failing);
        } else {
            service(service, now).recovered();
        }
    }

    private ServiceSnapshot service(ServiceRef service, long now) {
        return services.computeIfAbsent(service, any -> new ServiceSnapshot(any, now));
    }

    /** For a subscriber that has heard of nothing. */
    List<DeploymentEvent> events() {
        List<DeploymentEvent> events = new ArrayList<>();
        services.values().forEach(service -> service.addTo(events));
        if (lookup != null) {
            events.add(lookup);
        }
        if (behind != null) {
            events.add(behind);
        }
        return events;
    }

    /** Of each service. */
    Map<ServiceRef, ServiceHealth> health(long now, Duration pollingFor) {
        Map<ServiceRef, ServiceHealth> health = new LinkedHashMap<>();
        services.forEach((service, snapshot) -> health.put(service, snapshot.health(now, pollingFor)));
        return health;
    }

    @Nullable
    Instant lastLookup() {
        return lastLookup;
    }

    @Nullable
    LookupFailing lookup() {
        return lookup;
    }

    @Nullable
    FellBehind behind() {
        return behind;
    }

    long calls() {
        return calls;
    }
}
