package dev.deployflux.simulator;

import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import tools.jackson.databind.node.ObjectNode;

/** How many tasks a revision has; a simulated service wants two unless its deployment says otherwise. */
record TaskCounts(int requested, int running, int pending) {

    static final int DESIRED = 2;
    static final TaskCounts NONE = new TaskCounts(0, 0, 0);

    TaskCounts {
        if (requested < 0 || running < 0 || pending < 0) {
            throw new IllegalArgumentException(
                    "A revision has zero tasks or more, not %d requested, %d running and".formatted(requested, running)
                            + " %d pending".formatted(pending));
        }
    }

    static TaskCounts steady(int tasks) {
        return new TaskCounts(tasks, tasks, 0);
    }

    /** The revision that a deployment brings. */
    static TaskCounts ofTarget(ServiceDeploymentStatus status) {
        return switch (status) {
            case SUCCESSFUL -> steady(DESIRED);
            case IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, STOPPED -> new TaskCounts(DESIRED, 1, 1);
            case ROLLBACK_IN_PROGRESS -> new TaskCounts(0, 1, 0);
            case ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> NONE;
            default -> new TaskCounts(DESIRED, 0, DESIRED);
        };
    }

    /** The revision that it replaces: what the new one doesn't run, the old one still does. */
    TaskCounts counterpart() {
        return steady(Math.max(0, Math.max(DESIRED, requested) - running));
    }

    ObjectNode summary(String revisionArn) {
        return Json.object()
                .put("arn", revisionArn)
                .put("requestedTaskCount", requested)
                .put("runningTaskCount", running)
                .put("pendingTaskCount", pending);
    }
}
