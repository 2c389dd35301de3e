package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;

/** Whether a described deployment is over, how it ended, and the row that stands for it. */
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

    /** The row that a list of the same moment has. */
    static ServiceDeploymentBrief row(ServiceDeployment deployment) {
        ServiceRevisionSummary target = deployment.targetServiceRevision();
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(deployment.serviceDeploymentArn())
                .serviceArn(deployment.serviceArn())
                .clusterArn(deployment.clusterArn())
                .createdAt(deployment.createdAt())
                .startedAt(deployment.startedAt())
                .finishedAt(deployment.finishedAt())
                .targetServiceRevisionArn(target == null ? null : target.arn())
                .status(deployment.statusAsString())
                .statusReason(deployment.statusReason())
                .build();
    }

    private static @Nullable String reason(ServiceDeployment deployment) {
        return deployment.rollback() != null && deployment.rollback().reason() != null
                ? deployment.rollback().reason()
                : deployment.statusReason();
    }
}
