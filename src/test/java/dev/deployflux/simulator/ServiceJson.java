package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code Service} as it is at an instant; one that was deleted drains for a while, and is inactive then. */
final class ServiceJson {

    /** How long the tasks of a deleted service take to stop isn't documented. */
    static final Duration DRAINS = Duration.ofSeconds(30);

    private static final String ACTIVE = "ACTIVE";

    private final SimulatedService service;
    private final Instant asked;
    private final Instant now;
    private final String status;
    private final @Nullable DeploymentRow newest;
    private final @Nullable DeploymentState state;
    private final TaskCounts primary;

    /** A service that was deleted is told as it was then. */
    private ServiceJson(SimulatedService service, Instant asked, Instant now, String status) {
        this.service = service;
        this.asked = asked;
        this.now = now;
        this.status = status;
        this.newest = service.index().newestListed(now);
        this.state = newest == null ? null : newest.stateAt(now);
        this.primary = primary();
    }

    static ObjectNode of(SimulatedService service, Instant now) {
        Instant deleted = service.deletedAt();
        if (deleted == null || now.isBefore(deleted)) {
            return new ServiceJson(service, now, now, ACTIVE).json();
        }
        String status = now.isBefore(deleted.plus(DRAINS)) ? "DRAINING" : "INACTIVE";
        return new ServiceJson(service, now, deleted, status).json();
    }

    /** How many tasks it is to have. */
    static int desired(SimulatedService service, Instant now) {
        return new ServiceJson(service, now, now, ACTIVE).desired();
    }

    private ObjectNode json() {
        boolean ecs = service.controller() == DeploymentControllerType.ECS;
        boolean inactive = status.equals("INACTIVE");
        ObjectNode json = Json.object();
        json.put("serviceArn", service.arn());
        json.put("serviceName", service.name());
        json.put("clusterArn", service.cluster().arn());
        json.put("status", status);
        json.put("desiredCount", status.equals(ACTIVE) ? desired() : 0);
        json.put("runningCount", inactive ? 0 : running());
        json.put("pendingCount", inactive ? 0 : primary.pending());
        json.put("launchType", "FARGATE");
        json.put("schedulingStrategy", "REPLICA");
        json.putObject("deploymentController").put("type", service.controller().toString());
        if (newest != null) {
            json.put("taskDefinition", service.taskDefinition(newest.targetRevisionArn()));
        }
        if (state != null && state.progress().plan() != null) {
            json.set(
                    "deploymentConfiguration",
                    ConfigurationJson.of(state.progress().plan()));
        }
        json.set(
                "deployments",
                inactive || newest == null || state == null
                        ? Json.object().putArray("deployments")
                        : EcsDeployments.of(service, newest, state, primary, now));
        if (!ecs) {
            json.set(
                    "taskSets",
                    inactive
                            ? Json.object().putArray("taskSets")
                            : service.taskSets().json(primary, now));
        }
        json.set("events", ServiceEvents.json(service, now));
        Json.put(json, "createdAt", service.createdAt());
        if (!inactive) {
            addCurrent(json);
        }
        return json;
    }

    /** The tasks of what is primary. Somebody may have scaled it since the deployment was over. */
    private TaskCounts primary() {
        Scaling scaling = scaling();
        if (scaling != null && (state == null || DeploymentState.isFinal(state.status()))) {
            return scaling.countsAt(now);
        }
        if (state == null || newest == null) {
            return TaskCounts.steady(TaskCounts.DESIRED);
        }
        return switch (state.status()) {
            case ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED ->
                newest.sourceRevisionArn() == null ? state.target() : state.source();
            default -> {
                TaskCounts target = state.target();
                yield new TaskCounts(desired(), target.running(), target.pending());
            }
        };
    }

    private int desired() {
        Scaling scaling = scaling();
        if (scaling != null) {
            return scaling.to();
        }
        return state == null ? TaskCounts.DESIRED : EcsDeployments.tasks(state);
    }

    /** The last one, unless a deployment has begun since, which brings its own number. */
    private @Nullable Scaling scaling() {
        Scaling last = service.scalings().newestFirst(now).findFirst().orElse(null);
        return last == null || (newest != null && newest.createdAt().isAfter(last.at())) ? null : last;
    }

    private int running() {
        if (service.controller() != DeploymentControllerType.ECS) {
            return service.taskSets().running(primary, now);
        }
        if (state == null || newest == null || newest.sourceRevisionArn() == null) {
            return primary.running();
        }
        return switch (state.status()) {
            case ROLLBACK_IN_PROGRESS -> primary.running() + state.target().running();
            case SUCCESSFUL, ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED -> primary.running();
            default -> primary.running() + state.source().running();
        };
    }

    /**
     * The newest deployment that was listed by then is the current one; its old revision is current too while tasks of it
     * run.
     */
    private void addCurrent(ObjectNode json) {
        Instant late = asked.minus(service.account().settings().descriptions().lag());
        Instant then = late.isBefore(now) ? late : now;
        DeploymentRow current = service.index().newestListed(then);
        if (current == null) {
            return;
        }
        DeploymentState told = current.stateAt(then);
        json.put("currentServiceDeployment", current.arn());
        ArrayNode revisions = json.putArray("currentServiceRevisions");
        TaskCounts target = told.target();
        if (target.requested() > 0 || current.sourceRevisionArn() == null) {
            revisions.add(target.summary(current.targetRevisionArn()));
        }
        TaskCounts source = told.source();
        if (source.running() > 0 && current.sourceRevisionArn() != null) {
            revisions.add(source.summary(current.sourceRevisionArn()));
        }
    }
}
