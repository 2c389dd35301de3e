package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What {@link Alarms} knows of one service. */
final class ServiceAlarms {

    /** Their ARNs. */
    private final Set<String> inFlight = new HashSet<>();

    /** Stops that wait for the bookmark, which tells whether a newer deployment superseded them. */
    private final List<OfDeployment> stopped = new ArrayList<>();

    private @Nullable Instant newest;

    /** What was created later hadn't been heard of when the log was lost; {@code null} if it wasn't. */
    private @Nullable Instant heardUntil;

    private boolean failing;

    /** The last good pass before the streak of failures that was told. */
    private @Nullable Instant lastGoodPass;

    /** Returns whether it was known to be in flight before. */
    boolean listed(ServiceDeploymentBrief row) {
        Instant createdAt = row.createdAt();
        stopped.removeIf(older -> supersedes(createdAt, older.deployment()));
        if (createdAt != null && (newest == null || createdAt.isAfter(newest))) {
            newest = createdAt;
        }
        String arn = String.valueOf(row.serviceDeploymentArn());
        return DeploymentOperators.isTerminal(row) ? inFlight.remove(arn) : !inFlight.add(arn);
    }

    /** The log is lost, and a snapshot follows. */
    void reset() {
        heardUntil = newest;
    }

    /** Whether it was created within what was lost, so that it is news although it is in a snapshot. */
    boolean isOfGap(ServiceDeploymentBrief row) {
        return heardUntil != null && row.createdAt() != null && row.createdAt().isAfter(heardUntil);
    }

    void gone(ServiceDeploymentBrief row) {
        inFlight.remove(String.valueOf(row.serviceDeploymentArn()));
    }

    void stopped(OfDeployment event) {
        if (!supersedes(newest, event.deployment())) {
            stopped.add(event);
        }
    }

    private static boolean supersedes(@Nullable Instant createdAt, ServiceDeploymentBrief older) {
        return createdAt != null
                && older.createdAt() != null
                && createdAt.isAfter(older.createdAt())
                && (older.finishedAt() == null || !createdAt.isAfter(older.finishedAt()));
    }

    /** What may ring now. */
    List<DeploymentEvent> told(OfService event) {
        if (event instanceof PassCompleted) {
            List<DeploymentEvent> ringing = List.copyOf(stopped);
            stopped.clear();
            return ringing;
        }
        if (event instanceof ServiceFailing now) {
            // A streak that ended unheard had a good pass behind it.
            boolean goesOn = failing && Objects.equals(lastGoodPass, now.lastGoodPass());
            failing = true;
            lastGoodPass = now.lastGoodPass();
            return goesOn ? List.of() : List.of(event);
        }
        if (event instanceof ServiceRecovered && failing) {
            failing = false;
            return List.of(event);
        }
        return List.of();
    }
}
