package dev.deployflux.simulator;

import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import tools.jackson.databind.node.ObjectNode;

/** How many tasks a revision has; each simulated service wants two. */
record TaskCounts(int requested, int running, int pending) {

    static final int DESIRED = 2;

    /** The revision that a deployment brings. */
    static TaskCounts ofTarget(ServiceDeploymentStatus status) {
        return switch (status) {
            case SUCCESSFUL -> new TaskCounts(DESIRED, DESIRED, 0);
            case IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, STOPPED -> new TaskCounts(DESIRED, 1, 1);
            case ROLLBACK_IN_PROGRESS -> new TaskCounts(0, 1, 0);
            case ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> new TaskCounts(0, 0, 0);
            default -> new TaskCounts(DESIRED, 0, DESIRED);
        };
    }

    /** The revision that it replaces: what the new one doesn't run, the old one still does. */
    TaskCounts counterpart() {
        return new TaskCounts(DESIRED - running, DESIRED - running, 0);
    }

    ObjectNode summary(String revisionArn) {
        return Json.object()
                .put("arn", revisionArn)
                .put("requestedTaskCount", requested)
                .put("runningTaskCount", running)
                .put("pendingTaskCount", pending);
    }
}
