package dev.deployflux.watch;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Rollback;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentCircuitBreaker;

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

    /** The end of a deployment that was rolled back, whether that went well or not. What ECS doesn't tell is left open. */
    sealed interface OfRollback extends DeploymentOutcome {

        /**
         * Why it was rolled back.
         *
         * @return {@code null} if ECS gives no reason
         */
        @Nullable
        String reason();

        /**
         * When the rollback began.
         *
         * @return by ECS's clock; {@code null} if ECS doesn't tell
         */
        default @Nullable Instant rollbackStartedAt() {
            Rollback rollback = deployment().rollback();
            return rollback == null ? null : rollback.startedAt();
        }

        /**
         * What the service was to run again.
         *
         * @return the ARN of a service revision; {@code null} if ECS doesn't tell
         */
        default @Nullable String rollbackRevisionArn() {
            Rollback rollback = deployment().rollback();
            return rollback == null ? null : rollback.serviceRevisionArn();
        }

        /**
         * The tasks that failed, as the deployment's circuit breaker counted them.
         *
         * @return 0 or more; {@code null} if ECS gives no count, as without a circuit breaker
         */
        default @Nullable Integer failedTasks() {
            ServiceDeploymentCircuitBreaker breaker = deployment().deploymentCircuitBreaker();
            return breaker == null ? null : breaker.failureCount();
        }

        /**
         * The CloudWatch alarms of the deployment that went off.
         *
         * @return their names; empty if none did, or ECS doesn't tell
         */
        default List<String> triggeredAlarms() {
            ServiceDeploymentAlarms alarms = deployment().alarms();
            return alarms == null
                    ? List.of()
                    : alarms.triggeredAlarmNames().stream()
                            .filter(Objects::nonNull)
                            .toList();
        }
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
            ServiceDeployment deployment, @Nullable String reason) implements OfRollback {}

    /**
     * {@code ROLLBACK_FAILED}: the service may be in any state.
     *
     * @param deployment at its end
     * @param reason why it was rolled back, or why that failed; {@code null} if ECS gives none
     */
    record RollbackFailed(
            ServiceDeployment deployment, @Nullable String reason) implements OfRollback {}

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
