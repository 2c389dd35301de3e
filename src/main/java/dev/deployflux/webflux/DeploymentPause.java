package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.deployflux.watch.AwaitedAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * What a deployment waits for, or has waited for: a PAUSE hook that somebody has to answer by {@code
 * ContinueServiceDeployment}.
 *
 * @param hookId names the hook
 * @param lifecycleStage the stage at which the deployment waits; {@code null} if ECS doesn't tell
 * @param since about when it began to wait; {@code null} if ECS doesn't tell
 * @param expiresAt until when it waits; {@code null} if it waits for ever
 * @param timeoutAction what ECS does then, {@code CONTINUE} or {@code ROLLBACK}; {@code null} if it doesn't tell
 * @param hookStatus what became of the hook once the wait is over, such as {@code SUCCEEDED} or {@code TIMED_OUT}; {@code
 *     null} before, or if ECS doesn't tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"hookId", "lifecycleStage", "since", "expiresAt", "timeoutAction", "hookStatus"})
@JsonSerialize(using = WireSerializer.class)
public record DeploymentPause(
        @JsonProperty("hookId") String hookId,
        @JsonProperty("lifecycleStage") @Nullable String lifecycleStage,

        @JsonProperty("since") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant since,

        @JsonProperty("expiresAt") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant expiresAt,

        @JsonProperty("timeoutAction") @Nullable String timeoutAction,
        @JsonProperty("hookStatus") @Nullable String hookStatus) {

    static DeploymentPause of(AwaitedAction action, @Nullable String hookStatus) {
        DeploymentLifecycleHookAction then = action.timeoutAction();
        return new DeploymentPause(
                action.hookId(),
                action.stage(),
                action.since(),
                action.expiresAt(),
                then == null || then == DeploymentLifecycleHookAction.UNKNOWN_TO_SDK_VERSION ? null : then.toString(),
                hookStatus);
    }
}
