package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What {@code StopServiceDeployment} does to a live deployment, and how long that takes on the clock. */
enum StopType {
    ROLLBACK,
    ABORT;

    static final Duration ROLLBACK_BEGINS = Duration.ofSeconds(5);
    static final Duration ROLLBACK_ENDS = Duration.ofSeconds(35);
    static final Duration ABORT_ENDS = Duration.ofSeconds(10);

    static final String REASON = "Service deployment stopped by request.";

    /** What the request says; ECS rolls back when it says nothing. */
    static StopType of(@Nullable String stopType) {
        if (stopType == null || stopType.equals("ROLLBACK")) {
            return ROLLBACK;
        }
        if (stopType.equals("ABORT")) {
            return ABORT;
        }
        throw EcsError.invalidParameter("stopType must be ROLLBACK or ABORT.").asRefusal();
    }

    static boolean canStop(ServiceDeploymentStatus status) {
        return status == PENDING || status == IN_PROGRESS;
    }

    List<DeploymentStep> steps() {
        return switch (this) {
            case ROLLBACK ->
                List.of(
                        DeploymentStep.to(Duration.ZERO, ROLLBACK_REQUESTED, REASON),
                        DeploymentStep.to(ROLLBACK_BEGINS, ROLLBACK_IN_PROGRESS, REASON),
                        DeploymentStep.to(ROLLBACK_ENDS, ROLLBACK_SUCCESSFUL, REASON));
            case ABORT ->
                List.of(
                        DeploymentStep.to(Duration.ZERO, STOP_REQUESTED, REASON),
                        DeploymentStep.to(ABORT_ENDS, STOPPED, REASON));
        };
    }
}
