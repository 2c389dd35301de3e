package dev.deployflux.simulator;

import java.util.NavigableMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ListClusters}: the ARNs of all clusters by name, in pages of 100, or fewer where asked. */
final class ListClusters implements OperationHandler {

    private static final int MOST_RESULTS = 100;

    private final SimulatedAccount account;
    private final Pager pager;

    ListClusters(SimulatedAccount account, Pager pager) {
        this.account = account;
        this.pager = pager;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        NavigableMap<String, SimulatedCluster> clusters = account.clusters();
        Pager.Page<SimulatedCluster> page = pager.page(
                "clusters",
                input,
                input.maxResults(MOST_RESULTS, MOST_RESULTS),
                conditions,
                (position, max) -> (position == null ? clusters : clusters.tailMap(position, false))
                        .values().stream().limit(max).toList(),
                SimulatedCluster::name);
        ObjectNode answer = Json.object();
        ArrayNode arns = answer.putArray("clusterArns");
        page.items().forEach(cluster -> arns.add(cluster.arn()));
        Json.put(answer, "nextToken", page.nextToken());
        return answer;
    }
}
