package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * How a deployment ended. {@link Succeeded} is the only success: a deployment that was rolled back has left its service
 * running what it ran before, and is no success however well the rollback went.
 *
 * <pre>{@code
 * if (outcome instanceof DeploymentOutcome.RolledBack back) {
 *     throw new DeploymentFailed(back.reason());
 * }
 * }</pre>
 *
 * <p>A reason is {@code rollback().reason()} of the deployment, else its {@code statusReason()}; ECS may give neither.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html">the states of a
 *     service deployment in the Amazon ECS Developer Guide</a>
 */
public sealed interface DeploymentOutcome {

    /**
     * The deployment at its end.
     *
     * @return the SDK's own, as it was described
     */
    ServiceDeployment deployment();

    /**
     * Whether the service now runs what was deployed.
     *
     * @return {@code true} for {@link Succeeded}, {@code false} for all others
     */
    default boolean isSuccess() {
        return this instanceof Succeeded;
    }

    /**
     * {@code SUCCESSFUL}.
     *
     * @param deployment at its end
     */
    record Succeeded(ServiceDeployment deployment) implements DeploymentOutcome {}

    /**
     * {@code ROLLBACK_SUCCESSFUL}: the service runs again what it ran before.
     *
     * @param deployment at its end
     * @param reason such as that the circuit breaker tripped; {@code null} if ECS gives none
     */
    record RolledBack(
            ServiceDeployment deployment, @Nullable String reason) implements DeploymentOutcome {}

    /**
     * {@code ROLLBACK_FAILED}: the service may be in any state.
     *
     * @param deployment at its end
     * @param reason why it was rolled back, or why that failed; {@code null} if ECS gives none
     */
    record RollbackFailed(
            ServiceDeployment deployment, @Nullable String reason) implements DeploymentOutcome {}

    /**
     * {@code STOPPED}: by somebody, or by ECS for a newer deployment of the same service.
     *
     * <p>ECS doesn't tell which. That it was superseded is inferred: a newer deployment of the service was created
     * before this one ended, or at any time if ECS gives no {@code finishedAt} or {@code stoppedAt} of it.
     *
     * @param deployment at its end
     * @param reason {@code null} if ECS gives none
     * @param supersededBy the ARN of the first such deployment; {@code null} if there is none, and also if that
     *     couldn't be found out
     */
    record Stopped(
            ServiceDeployment deployment,
            @Nullable String reason,
            @Nullable String supersededBy) implements DeploymentOutcome {}
}
