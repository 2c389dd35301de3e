package dev.deployflux.watch;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;

/**
 * How far a deployment has got: its stage, and what its target revision runs. {@code null} stands for what ECS doesn't tell.
 *
 * @param stage the lifecycle stage, as ECS names it
 * @param runningTasks how many tasks of the target revision run
 * @param requestedTasks how many shall run
 * @param testTrafficWeight the percentage of test traffic that the target revision shall get
 * @param productionTrafficWeight the percentage of production traffic that it shall get
 * @param failedTasks how many failures the circuit breaker has counted
 * @param failureThreshold at how many it rolls back
 * @param triggeredAlarms the alarms that have gone off, by name; unmodifiable
 */
public record RolloutProgress(
        @Nullable String stage,
        @Nullable Integer runningTasks,
        @Nullable Integer requestedTasks,
        @Nullable Double testTrafficWeight,
        @Nullable Double productionTrafficWeight,
        @Nullable Integer failedTasks,
        @Nullable Integer failureThreshold,
        List<String> triggeredAlarms) {

    /** Nothing is known yet. */
    static final RolloutProgress NONE = new RolloutProgress(null, null, null, null, null, null, null, List.of());

    /**
     * What a deployment in full tells of it.
     *
     * @param details as ECS describes it
     * @return the part of it that changes while it gets on
     */
    public static RolloutProgress of(ServiceDeployment details) {
        ServiceRevisionSummary target = details.targetServiceRevision();
        ServiceDeploymentCircuitBreaker breaker = details.deploymentCircuitBreaker();
        ServiceDeploymentAlarms alarms = details.alarms();
        return new RolloutProgress(
                details.lifecycleStageAsString(),
                target == null ? null : target.runningTaskCount(),
                target == null ? null : target.requestedTaskCount(),
                target == null ? null : target.requestedTestTrafficWeight(),
                target == null ? null : target.requestedProductionTrafficWeight(),
                breaker == null ? null : breaker.failureCount(),
                breaker == null ? null : breaker.threshold(),
                alarms == null
                        ? List.of()
                        : alarms.triggeredAlarmNames().stream()
                                .filter(Objects::nonNull)
                                .toList());
    }
}
