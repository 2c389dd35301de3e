package dev.deployflux.simulator;

import java.util.List;
import java.util.NavigableMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ListServices}: the ARNs of one cluster's services by name, in pages of 10 up to 100. */
final class ListServices implements OperationHandler {

    private static final int DEFAULT_RESULTS = 10;
    private static final int MOST_RESULTS = 100;
    private static final List<String> FILTERS = List.of("launchType", "schedulingStrategy", "resourceManagementType");

    private final SimulatedAccount account;
    private final Pager pager;

    ListServices(SimulatedAccount account, Pager pager) {
        this.account = account;
        this.pager = pager;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        int maxResults = input.maxResults(DEFAULT_RESULTS, MOST_RESULTS);
        for (String filter : FILTERS) {
            if (input.string(filter) != null) {
                throw EcsError.invalidParameter("Simulated services have no %s: leave it out.".formatted(filter))
                        .asRefusal();
            }
        }
        SimulatedCluster cluster = account.findCluster(input.string("cluster"));
        NavigableMap<String, SimulatedService> services = cluster.services();
        Pager.Page<SimulatedService> page = pager.page(
                "services " + cluster.arn(),
                input,
                maxResults,
                conditions,
                (position, max) -> (position == null ? services : services.tailMap(position, false))
                        .values().stream().limit(max).toList(),
                SimulatedService::name);
        ObjectNode answer = Json.object();
        ArrayNode arns = answer.putArray("serviceArns");
        page.items().forEach(service -> arns.add(service.arn()));
        Json.put(answer, "nextToken", page.nextToken());
        return answer;
    }
}
