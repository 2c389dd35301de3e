package dev.deployflux.simulator;

import java.util.List;
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
        account.requireOwn(arns);
        ObjectNode answer = Json.object();
        ArrayNode deployments = answer.putArray("serviceDeployments");
        ArrayNode failures = answer.putArray("failures");
        for (String arn : arns) {
            SimulatedService service = account.serviceOfDeployment(arn);
            DeploymentRow row = service == null ? null : service.index().get(arn);
            if (service == null || row == null || !row.isListedAt(conditions.now())) {
                failures.addObject().put("arn", arn).put("reason", "MISSING");
            } else {
                deployments.add(DeploymentJson.of(service, row, row.stateAt(conditions.now())));
            }
        }
        return answer;
    }
}
