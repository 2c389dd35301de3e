package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Whether a described deployment is over, and how it ended. */
final class DescribedOutcome {

    private DescribedOutcome() {}

    /** {@code null} while it isn't over, as in a status that this version of the SDK doesn't know. */
    static @Nullable DeploymentOutcome of(ServiceDeployment deployment) {
        ServiceDeploymentStatus status = deployment.status();
        if (status == null) {
            return null;
        }
        return switch (status) {
            case SUCCESSFUL -> new DeploymentOutcome.Succeeded(deployment);
            case ROLLBACK_SUCCESSFUL -> new DeploymentOutcome.RolledBack(deployment, reason(deployment));
            case ROLLBACK_FAILED -> new DeploymentOutcome.RollbackFailed(deployment, reason(deployment));
            case STOPPED -> new DeploymentOutcome.Stopped(deployment, reason(deployment), null);
            default -> null;
        };
    }

    private static @Nullable String reason(ServiceDeployment deployment) {
        return deployment.rollback() != null && deployment.rollback().reason() != null
                ? deployment.rollback().reason()
                : deployment.statusReason();
    }
}
