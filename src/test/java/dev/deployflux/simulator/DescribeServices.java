package dev.deployflux.simulator;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code DescribeServices}: up to 10 services of one cluster; unknown ones, and those long deleted, are failures. */
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
            SimulatedService service = account.findToldService(cluster.name(), name, conditions.now());
            if (service == null) {
                String arn = name.startsWith("arn:")
                        ? name
                        : account.settings().arns().service(cluster.name(), name);
                failures.addObject().put("arn", arn).put("reason", "MISSING");
            } else {
                services.add(ServiceJson.of(service, conditions.now()));
            }
        }
        return answer;
    }
}
