package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code DescribeServices}: up to 10 services of one cluster; unknown ones are failures. */
final class DescribeServices implements OperationHandler {

    private static final int MOST_SERVICES = 10;

    private final SimulatedAccount account;

    DescribeServices(SimulatedAccount account) {
        this.account = account;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        List<String> names = input.strings("services");
        if (names.isEmpty()) {
            throw EcsError.invalidParameter("Services cannot be empty.").asRefusal();
        }
        if (names.size() > MOST_SERVICES) {
            throw EcsError.invalidParameter("service names can have at most %d items.".formatted(MOST_SERVICES))
                    .asRefusal();
        }
        SimulatedCluster cluster = account.findCluster(input.string("cluster"));
        ObjectNode answer = Json.object();
        ArrayNode services = answer.putArray("services");
        ArrayNode failures = answer.putArray("failures");
        for (String name : names) {
            SimulatedService service = account.findService(cluster.name(), name);
            if (service == null) {
                String arn = name.startsWith("arn:")
                        ? name
                        : account.settings().arns().service(cluster.name(), name);
                failures.addObject().put("arn", arn).put("reason", "MISSING");
            } else {
                services.add(service(service, conditions.now()));
            }
        }
        return answer;
    }

    private static ObjectNode service(SimulatedService service, Instant now) {
        ObjectNode json = Json.object();
        json.put("serviceArn", service.arn());
        json.put("serviceName", service.name());
        json.put("clusterArn", service.cluster().arn());
        json.put("status", "ACTIVE");
        DeploymentRow newest = service.index().newestListed(now);
        DeploymentState state = newest == null ? null : newest.stateAt(now);
        RolloutPlan plan = state == null ? null : state.progress().plan();
        int desired = plan == null ? TaskCounts.DESIRED : plan.tasks();
        json.put("desiredCount", desired);
        json.put("runningCount", desired);
        json.put("pendingCount", 0);
        Json.put(json, "createdAt", service.createdAt());
        if (newest != null && state != null) {
            addCurrent(json, newest, state);
        }
        return json;
    }

    /** The newest deployment that is listed is the current one; its old revision is current too while tasks of it run. */
    private static void addCurrent(ObjectNode json, DeploymentRow newest, DeploymentState state) {
        json.put("currentServiceDeployment", newest.arn());
        ArrayNode revisions = json.putArray("currentServiceRevisions");
        TaskCounts target = state.target();
        json.put("pendingCount", target.pending());
        if (target.requested() > 0 || newest.sourceRevisionArn() == null) {
            revisions.add(target.summary(newest.targetRevisionArn()));
        }
        TaskCounts source = state.source();
        if (source.running() > 0 && newest.sourceRevisionArn() != null) {
            revisions.add(source.summary(newest.sourceRevisionArn()));
        }
    }
}
