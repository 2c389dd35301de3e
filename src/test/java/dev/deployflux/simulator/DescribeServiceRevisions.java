package dev.deployflux.simulator;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code DescribeServiceRevisions}: up to 20 revisions of any services; unknown ones are failures. */
final class DescribeServiceRevisions implements OperationHandler {

    private static final int MOST_ARNS = 20;

    private final SimulatedAccount account;

    DescribeServiceRevisions(SimulatedAccount account) {
        this.account = account;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        List<String> arns = input.strings("serviceRevisionArns");
        if (arns.isEmpty()) {
            throw EcsError.invalidParameter("service revision ARNs can not be empty.")
                    .asRefusal();
        }
        if (arns.size() > MOST_ARNS) {
            throw EcsError.invalidParameter("service revision ARNs can have at most %d items.".formatted(MOST_ARNS))
                    .asRefusal();
        }
        account.requireOwn(arns);
        ObjectNode answer = Json.object();
        ArrayNode revisions = answer.putArray("serviceRevisions");
        ArrayNode failures = answer.putArray("failures");
        for (String arn : arns) {
            SimulatedService service = account.serviceOfRevision(arn);
            DeploymentRow row = service == null ? null : service.index().ofRevision(arn);
            if (service == null || row == null || !row.isListedAt(conditions.now())) {
                failures.addObject().put("arn", arn).put("reason", "MISSING");
            } else {
                revisions.add(revision(service, row));
            }
        }
        return answer;
    }

    /** A revision is created with the deployment that brings it; its task definition is made up of its ARN. */
    private ObjectNode revision(SimulatedService service, DeploymentRow row) {
        String arn = row.targetRevisionArn();
        String id = arn.substring(arn.lastIndexOf('/') + 1);
        ObjectNode json = Json.object();
        json.put("serviceRevisionArn", arn);
        json.put("serviceArn", service.arn());
        json.put("clusterArn", service.cluster().arn());
        json.put("taskDefinition", service.taskDefinition(row.targetRevisionArn()));
        json.put("launchType", "FARGATE");
        json.put("platformVersion", "1.4.0");
        json.put("platformFamily", "Linux");
        json.putArray("containerImages")
                .addObject()
                .put("containerName", service.name())
                .put("image", "registry.example/" + service.name() + ":" + id);
        json.put("guardDutyEnabled", false);
        Json.put(json, "createdAt", row.createdAt());
        return json;
    }
}
