package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;

/**
 * A run of a lifecycle hook. Those that have ended stay among the details of their deployment, which ECS leaves
 * undocumented.
 *
 * @param id null for one that is made of the deployment's ARN and the hook's place
 */
record HookDetail(
        @Nullable String id,
        String targetType,
        @Nullable String targetArn,
        @Nullable String stage,
        String status,
        Instant from,
        @Nullable Instant expiresAt,
        DeploymentLifecycleHookAction timeoutAction,
        @Nullable Instant until,
        TrueDeployment.@Nullable PauseEnd end) {

    static final String PAUSE = "PAUSE";
    static final String LAMBDA = "AWS_LAMBDA";
    static final String AWAITING_ACTION = "AWAITING_ACTION";

    private static final String IN_PROGRESS = "IN_PROGRESS";
    private static final Duration LAMBDA_TIMEOUT = Duration.ofDays(1);

    static HookDetail pause(
            @Nullable String id,
            Instant from,
            @Nullable Instant expiresAt,
            DeploymentLifecycleHookAction timeoutAction) {
        return new HookDetail(id, PAUSE, null, null, AWAITING_ACTION, from, expiresAt, timeoutAction, null, null);
    }

    static HookDetail lambda(String functionArn, Instant from) {
        return new HookDetail(
                null,
                LAMBDA,
                functionArn,
                null,
                IN_PROGRESS,
                from,
                from.plus(LAMBDA_TIMEOUT),
                DeploymentLifecycleHookAction.ROLLBACK,
                null,
                null);
    }

    HookDetail at(@Nullable String currentStage) {
        return new HookDetail(
                id, targetType, targetArn, currentStage, status, from, expiresAt, timeoutAction, until, end);
    }

    boolean awaitsAction() {
        return status.equals(AWAITING_ACTION);
    }

    boolean isActive() {
        return awaitsAction() || status.equals(IN_PROGRESS);
    }

    HookDetail ended(String newStatus, Instant at, TrueDeployment.@Nullable PauseEnd how) {
        return new HookDetail(id, targetType, targetArn, stage, newStatus, from, expiresAt, timeoutAction, at, how);
    }

    /** The id of the deployment's hook at that place, in the form that ECS gives it. */
    String id(String deploymentArn, int place) {
        if (id != null) {
            return id;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((deploymentArn + "#" + place).getBytes(UTF_8));
            return (targetType.equals(PAUSE) ? "ecs-pause-" : "ecs-lambda-")
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
