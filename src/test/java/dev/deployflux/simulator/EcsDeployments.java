package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code deployments} of a service whose controller is ECS. They are fewer and tell less than its service deployments:
 * one that was rolled back is gone, and the one before is primary again under its old id. A request to stop or to roll
 * back doesn't show. Only those of rolling updates have a {@code rolloutState}.
 */
final class EcsDeployments {

    /** So many deployments that a newer one has overtaken are looked for at most. */
    private static final int MOST_OVERTAKEN = 8;

    private final SimulatedService service;
    private final Instant now;
    private final ArrayNode json = Json.object().putArray("deployments");
    private final boolean rolling;

    private EcsDeployments(SimulatedService service, @Nullable RolloutPlan plan, Instant now) {
        this.service = service;
        this.now = now;
        this.rolling = plan == null || !plan.shiftsTraffic();
    }

    /** Those of a service whose newest deployment is in that state, and whose primary one has these tasks. */
    static ArrayNode of(
            SimulatedService service, DeploymentRow newest, DeploymentState state, TaskCounts primary, Instant now) {
        EcsDeployments deployments =
                new EcsDeployments(service, state.progress().plan(), now);
        deployments.add(newest, state, primary);
        return deployments.json;
    }

    private void add(DeploymentRow newest, DeploymentState state, TaskCounts primary) {
        String id = newest.ecsSvcId();
        DeploymentRow replaced =
                state.status() == SUCCESSFUL ? null : service.index().replaced(newest, now);
        switch (state.status()) {
            case SUCCESSFUL -> add(newest, "PRIMARY", primary, DeploymentRolloutState.COMPLETED, completed(id));
            case ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> {
                if (replaced == null) { // there is nothing to go back to
                    add(newest, "PRIMARY", primary, DeploymentRolloutState.FAILED, failed(state));
                } else {
                    addRollback(newest, state, replaced, primary);
                }
            }
            case STOPPED -> {
                add(newest, "PRIMARY", primary, DeploymentRolloutState.FAILED, failed(state));
                addReplaced(replaced, state);
            }
            default -> {
                add(newest, "PRIMARY", primary, DeploymentRolloutState.IN_PROGRESS, inProgress(id));
                addReplaced(replaced, state);
            }
        }
        addOvertaken(newest);
    }

    private void addRollback(DeploymentRow newest, DeploymentState state, DeploymentRow to, TaskCounts primary) {
        String id = to.ecsSvcId();
        switch (state.status()) {
            case ROLLBACK_IN_PROGRESS -> {
                add(to, "PRIMARY", primary, DeploymentRolloutState.IN_PROGRESS, rollingBackTo(id));
                add(newest, "ACTIVE", state.target(), DeploymentRolloutState.FAILED, failed(state));
            }
            case ROLLBACK_SUCCESSFUL -> add(to, "PRIMARY", primary, DeploymentRolloutState.COMPLETED, completed(id));
            default -> add(to, "PRIMARY", primary, DeploymentRolloutState.FAILED, failed(state));
        }
    }

    /** The old one, while tasks of it run. */
    private void addReplaced(@Nullable DeploymentRow replaced, DeploymentState state) {
        if (replaced != null && state.source().running() > 0) {
            add(replaced, "ACTIVE", state.source(), DeploymentRolloutState.COMPLETED, completed(replaced.ecsSvcId()));
        }
    }

    /** Those that weren't over when a newer one began, and still aren't. */
    private void addOvertaken(DeploymentRow newest) {
        for (DeploymentRow row : service.index().before(newest, now, MOST_OVERTAKEN)) {
            if (row.isKnownToBeOverAt(now)) {
                continue;
            }
            DeploymentState state = row.stateAt(now);
            if (!DeploymentState.isFinal(state.status())) {
                add(row, "ACTIVE", state.target(), DeploymentRolloutState.IN_PROGRESS, inProgress(row.ecsSvcId()));
            }
        }
    }

    private void add(
            DeploymentRow row, String status, TaskCounts tasks, DeploymentRolloutState rolloutState, String reason) {
        DeploymentState state = row.stateAt(now);
        CircuitBreaker breaker = state.progress().breaker();
        ObjectNode deployment = json.addObject();
        deployment.put("id", row.ecsSvcId());
        deployment.put("status", status);
        deployment.put("taskDefinition", service.taskDefinition(row.targetRevisionArn()));
        deployment.put("desiredCount", tasks.requested());
        deployment.put("pendingCount", tasks.pending());
        deployment.put("runningCount", tasks.running());
        deployment.put("failedTasks", breaker == null ? 0 : breaker.failureCount());
        Json.put(deployment, "createdAt", row.createdAt());
        Json.put(deployment, "updatedAt", state.updatedAt() == null ? row.createdAt() : state.updatedAt());
        deployment.put("launchType", "FARGATE");
        deployment.put("platformVersion", "1.4.0");
        if (rolling) {
            deployment.put("rolloutState", rolloutState.toString());
            deployment.put("rolloutStateReason", reason);
        }
    }

    /** How many tasks a deployment is to run. */
    static int tasks(DeploymentState state) {
        RolloutPlan plan = state.progress().plan();
        return plan == null ? TaskCounts.DESIRED : plan.tasks();
    }

    static String inProgress(String id) {
        return "ECS deployment " + id + " in progress.";
    }

    static String completed(String id) {
        return "ECS deployment " + id + " completed.";
    }

    static String rollingBackTo(String id) {
        return "ECS deployment circuit breaker: rolling back to deploymentId %s.".formatted(id);
    }

    static String failed(DeploymentState state) {
        String reason = state.rollbackReason() == null ? state.statusReason() : state.rollbackReason();
        return reason == null || reason.equals(DeploymentHistory.BREAKER)
                ? "ECS deployment circuit breaker: tasks failed to start."
                : "ECS deployment failed: " + reason;
    }
}
