package dev.deployflux.watch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;

/**
 * What a deployment waits for: a PAUSE hook that somebody has to answer. deployflux never does. Whoever may calls
 *
 * <pre>{@code
 * client.continueServiceDeployment(r -> r
 *         .serviceDeploymentArn(action.deploymentArn())
 *         .hookId(action.hookId())
 *         .action(DeploymentLifecycleHookAction.CONTINUE));
 * }</pre>
 *
 * @param deploymentArn names the deployment
 * @param hookId names the hook
 * @param stage the lifecycle stage at which it waits, as ECS names it; {@code null} if ECS doesn't tell
 * @param since when ECS last updated the deployment, as it was first seen waiting: about when it began to wait, as ECS
 *     doesn't tell that; {@code null} if it doesn't tell this either
 * @param expiresAt until when it waits; {@code null} if it waits for ever
 * @param timeoutAction what ECS does at that time; {@code null} if it doesn't tell
 */
public record AwaitedAction(
        String deploymentArn,
        String hookId,
        @Nullable String stage,
        @Nullable Instant since,
        @Nullable Instant expiresAt,
        @Nullable DeploymentLifecycleHookAction timeoutAction) {}
