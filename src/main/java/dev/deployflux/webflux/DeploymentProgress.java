package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.deployflux.watch.RolloutProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * How far a deployment has got, by the names that ECS has in a {@code ServiceDeployment}; what ECS doesn't tell is {@code
 * null} and left out in JSON.
 *
 * @param lifecycleStage the stage that it is at, such as {@code SCALE_UP}
 * @param stagesNotObserved in an event, the stages between the one that was told before and this one that no look has
 *     observed, in order; left out in JSON if there are none
 * @param runningTaskCount how many tasks of the target revision run
 * @param requestedTaskCount how many shall run
 * @param requestedTestTrafficWeight the percentage of test traffic that the target revision shall get
 * @param requestedProductionTrafficWeight the percentage of production traffic that it shall get
 * @param failureCount how many failures the circuit breaker has counted
 * @param threshold at how many it rolls back
 * @param triggeredAlarmNames the alarms that have gone off; left out in JSON if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "lifecycleStage",
    "stagesNotObserved",
    "runningTaskCount",
    "requestedTaskCount",
    "requestedTestTrafficWeight",
    "requestedProductionTrafficWeight",
    "failureCount",
    "threshold",
    "triggeredAlarmNames"
})
@JsonSerialize(using = WireSerializer.class)
public record DeploymentProgress(
        @JsonProperty("lifecycleStage") @Nullable String lifecycleStage,

        @JsonProperty("stagesNotObserved") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> stagesNotObserved,

        @JsonProperty("runningTaskCount") @Nullable Integer runningTaskCount,
        @JsonProperty("requestedTaskCount") @Nullable Integer requestedTaskCount,

        @JsonProperty("requestedTestTrafficWeight") @Nullable
        Double requestedTestTrafficWeight,

        @JsonProperty("requestedProductionTrafficWeight") @Nullable
        Double requestedProductionTrafficWeight,

        @JsonProperty("failureCount") @Nullable Integer failureCount,
        @JsonProperty("threshold") @Nullable Integer threshold,

        @JsonProperty("triggeredAlarmNames") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> triggeredAlarmNames) {

    /**
     * Copies the lists.
     *
     * @param lifecycleStage the stage that it is at
     * @param stagesNotObserved the stages before it that no look has observed
     * @param runningTaskCount how many tasks of the target revision run
     * @param requestedTaskCount how many shall run
     * @param requestedTestTrafficWeight the percentage of test traffic that the target revision shall get
     * @param requestedProductionTrafficWeight the percentage of production traffic that it shall get
     * @param failureCount how many failures the circuit breaker has counted
     * @param threshold at how many it rolls back
     * @param triggeredAlarmNames the alarms that have gone off
     */
    public DeploymentProgress {
        // Jackson gives null for what is left out.
        stagesNotObserved = stagesNotObserved == null ? List.of() : List.copyOf(stagesNotObserved);
        triggeredAlarmNames = triggeredAlarmNames == null ? List.of() : List.copyOf(triggeredAlarmNames);
    }

    static DeploymentProgress of(ServiceDeployment details, List<ServiceDeploymentLifecycleStage> stagesNotObserved) {
        RolloutProgress progress = RolloutProgress.of(details);
        return new DeploymentProgress(
                progress.stage(),
                stagesNotObserved.stream()
                        .map(ServiceDeploymentLifecycleStage::toString)
                        .toList(),
                progress.runningTasks(),
                progress.requestedTasks(),
                progress.testTrafficWeight(),
                progress.productionTrafficWeight(),
                progress.failedTasks(),
                progress.failureThreshold(),
                progress.triggeredAlarms());
    }
}
