package dev.deployflux.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ListServiceDeployments}: one service, filtered by status and creation, in pages of 20 up to 100. */
final class ListServiceDeployments implements OperationHandler {

    private static final int DEFAULT_RESULTS = 20;
    private static final int MOST_RESULTS = 100;

    private final SimulatedAccount account;
    private final Pager pager;

    ListServiceDeployments(SimulatedAccount account, Pager pager) {
        this.account = account;
        this.pager = pager;
    }

    @Override
    public ObjectNode answer(Input input, Conditions conditions) {
        int maxResults = input.maxResults(DEFAULT_RESULTS, MOST_RESULTS);
        DeploymentQuery query = DeploymentQuery.of(input, account.settings().windowEdges());
        SimulatedService service = account.findService(
                input.string("cluster"), input.requiredString("service", "Service can not be blank."));
        if (service == null) {
            throw EcsError.serviceNotFound().asRefusal();
        }
        Pager.Page<DeploymentRow> page = pager.page(
                "deployments " + service.arn() + " " + query,
                input,
                maxResults,
                conditions,
                (position, max) -> service.index().read(keyOf(position), query, conditions.now(), max),
                row -> row.key().text());
        return json(service, page, conditions.now());
    }

    private static @Nullable RowKey keyOf(@Nullable String position) {
        return position == null ? null : RowKey.ofText(position);
    }

    private static ObjectNode json(SimulatedService service, Pager.Page<DeploymentRow> page, Instant now) {
        ObjectNode answer = Json.object();
        ArrayNode rows = answer.putArray("serviceDeployments");
        for (DeploymentRow row : page.items()) {
            rows.add(brief(service, row, row.stateAt(now)));
        }
        Json.put(answer, "nextToken", page.nextToken());
        return answer;
    }

    private static ObjectNode brief(SimulatedService service, DeploymentRow row, DeploymentState state) {
        ObjectNode json = Json.object();
        json.put("serviceDeploymentArn", row.arn());
        json.put("serviceArn", service.arn());
        json.put("clusterArn", service.cluster().arn());
        Json.put(json, "startedAt", state.startedAt());
        Json.put(json, "createdAt", row.createdAt());
        Json.put(json, "finishedAt", state.finishedAt());
        json.put("targetServiceRevisionArn", row.targetRevisionArn());
        json.put("status", state.status().toString());
        Json.put(json, "statusReason", state.statusReason());
        return json;
    }
}
