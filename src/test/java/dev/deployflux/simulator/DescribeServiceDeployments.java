package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code DescribeServiceDeployments}: up to 20 deployments of any services; unknown ones are failures. */
final class DescribeServiceDeployments implements OperationHandler {

    private static final int MOST_ARNS = 20;

    private final SimulatedAccount account;

    DescribeServiceDeployments(SimulatedAccount account) {
        this.account = account;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        List<String> arns = input.strings("serviceDeploymentArns");
        if (arns.isEmpty()) {
            throw EcsError.invalidParameter("service deployment ARNs can not be empty.")
                    .asRefusal();
        }
        if (arns.size() > MOST_ARNS) {
            throw EcsError.invalidParameter("service deployment ARNs can have at most %d items.".formatted(MOST_ARNS))
                    .asRefusal();
        }
        ObjectNode answer = Json.object();
        ArrayNode deployments = answer.putArray("serviceDeployments");
        ArrayNode failures = answer.putArray("failures");
        for (String arn : arns) {
            SimulatedService service = account.serviceOfDeployment(arn);
            DeploymentRow row = service == null ? null : service.index().get(arn);
            if (service == null || row == null || !row.isListedAt(conditions.now())) {
                failures.addObject().put("arn", arn).put("reason", "MISSING");
            } else {
                deployments.add(deployment(service, row, conditions.now()));
            }
        }
        return answer;
    }

    private static ObjectNode deployment(SimulatedService service, DeploymentRow row, Instant now) {
        DeploymentState state = row.stateAt(now);
        ObjectNode json = Json.object();
        json.put("serviceDeploymentArn", row.arn());
        json.put("serviceArn", service.arn());
        json.put("clusterArn", service.cluster().arn());
        Json.put(json, "createdAt", row.createdAt());
        Json.put(json, "startedAt", state.startedAt());
        Json.put(json, "finishedAt", state.finishedAt());
        Json.put(json, "stoppedAt", state.stoppedAt());
        Json.put(json, "updatedAt", state.updatedAt());
        addRevisions(json, row, state.status());
        json.put("status", state.status().toString());
        Json.put(json, "statusReason", state.statusReason());
        Json.put(json, "lifecycleStage", state.lifecycleStage());
        if (state.rollbackStartedAt() != null) {
            ObjectNode rollback = json.putObject("rollback");
            Json.put(rollback, "reason", state.rollbackReason());
            Json.put(rollback, "startedAt", state.rollbackStartedAt());
            Json.put(rollback, "serviceRevisionArn", row.sourceRevisionArn());
        }
        return json;
    }

    private static void addRevisions(ObjectNode json, DeploymentRow row, ServiceDeploymentStatus status) {
        TaskCounts target = TaskCounts.ofTarget(status);
        ArrayNode sources = json.putArray("sourceServiceRevisions");
        if (row.sourceRevisionArn() != null) {
            sources.add(target.counterpart().summary(row.sourceRevisionArn()));
        }
        json.set("targetServiceRevision", target.summary(row.targetRevisionArn()));
    }
}
