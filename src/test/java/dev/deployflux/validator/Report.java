package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * One event of a deployment.
 *
 * @param event the event
 * @param notAfter when the pass that brought it was over at the latest
 * @param leaving whether it is there because its service leaves
 */
record Report(DeploymentEvent.OfDeployment event, Instant notAfter, boolean leaving) {

    ServiceDeploymentBrief row() {
        return event.deployment();
    }

    String arn() {
        return String.valueOf(row().serviceDeploymentArn());
    }

    boolean isRemoval() {
        return event instanceof DeploymentEvent.Removed;
    }

    /** The status that is news; {@code null} for a removal, and for a status that is no promise since the SDK doesn't know it. */
    @Nullable
    ServiceDeploymentStatus status() {
        ServiceDeploymentStatus status = row().status();
        return isRemoval() || status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION ? null : status;
    }

    /** Whether the SDK knows its status, or it tells of none. */
    boolean isOfKnownStatus() {
        return isRemoval() || status() != null;
    }

    boolean isEnd() {
        ServiceDeploymentStatus status = status();
        return status != null && TrueDeployment.isTerminal(status);
    }

    List<NotObserved> notObserved() {
        return event instanceof DeploymentEvent.Seen seen
                ? seen.notObserved()
                : event instanceof DeploymentEvent.Changed changed ? changed.notObserved() : List.of();
    }
}
