package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Which events of one subscriber are alarms, as {@link DeploymentEvents#alarms()} documents it. Pure logic. */
final class Alarms {

    private static final int MOST_RUNG = 10_000;

    /** One wait of a deployment. */
    private record Wait(String arn, String hookId, @Nullable Instant expiresAt) {

        static Wait of(AwaitedAction action) {
            return new Wait(action.deploymentArn(), action.hookId(), action.expiresAt());
        }
    }

    private final boolean snapshot;
    private final Map<ServiceRef, ServiceAlarms> services = new HashMap<>();

    /** What rang last: ARNs of deployments, and what they waited for. */
    private final Map<Object, Boolean> rung = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
            return size() > MOST_RUNG;
        }
    };

    /** Failures of the streak of lookups that was told; 0 if there is none. */
    private int lookupFailures;

    Alarms(boolean snapshot) {
        this.snapshot = snapshot;
    }

    /** What to pass on when this event has come. */
    List<DeploymentEvent> of(DeploymentEvent event) {
        if (event instanceof OfDeployment news) {
            return deployment(news);
        }
        if (event instanceof OfService news) {
            return service(news);
        }
        if (event instanceof AwaitingAction awaiting) {
            return rung.put(Wait.of(awaiting.action()), true) == null ? List.of(event) : List.of();
        }
        if (event instanceof AwaitingEnded ended && ended.action().expiresAt() == null) {
            rung.remove(Wait.of(ended.action())); // the next wait at this hook looks the same
        }
        if (event instanceof Reset) {
            services.values().forEach(ServiceAlarms::reset);
        }
        if (event instanceof LookupFailing failing) {
            boolean goesOn = lookupFailures > 0 && failing.failures() >= lookupFailures;
            lookupFailures = failing.failures();
            return goesOn ? List.of() : List.of(event);
        }
        if (event instanceof LookupRecovered) {
            boolean told = lookupFailures > 0;
            lookupFailures = 0;
            return told ? List.of(event) : List.of();
        }
        return event instanceof Missed ? List.of(event) : List.of();
    }

    private List<DeploymentEvent> service(OfService event) {
        if (event instanceof ServiceLeft) {
            services.remove(event.service());
            return List.of();
        }
        return of(event.service()).told(event).stream().filter(this::isFirst).toList();
    }

    private List<DeploymentEvent> deployment(OfDeployment event) {
        ServiceAlarms service = of(event.service());
        ServiceDeploymentBrief row = event.deployment();
        if (event instanceof Removed) {
            service.gone(row);
            return List.of();
        }
        // A feed that merges the end of a deployment into its first sight counts that.
        boolean known = service.listed(row) || event.merged() > 0 || service.isOfGap(row);
        if (event instanceof Seen seen && seen.origin() == Origin.SNAPSHOT && !snapshot && !known) {
            return List.of();
        }
        ServiceDeploymentStatus status = row.status();
        if (status == STOPPED) {
            service.stopped(event);
        }
        boolean rolledBack = status == ROLLBACK_SUCCESSFUL || status == ROLLBACK_FAILED;
        return rolledBack && isFirst(event) ? List.of(event) : List.of();
    }

    private ServiceAlarms of(ServiceRef service) {
        return services.computeIfAbsent(service, any -> new ServiceAlarms());
    }

    /** Failures may come again, deployments not. */
    private boolean isFirst(DeploymentEvent event) {
        return !(event instanceof OfDeployment news)
                || rung.put(String.valueOf(news.deployment().serviceDeploymentArn()), true) == null;
    }
}
