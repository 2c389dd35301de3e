package dev.deployflux;

import dev.deployflux.fixture.ScriptedClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * One service's deployments as an emulator lists them that pages but ignores {@code createdAt} and {@code status}.
 *
 * @param createdAt of each row in milliseconds, in listed order
 * @param rowsOfPage whatever {@code maxResults} asks for; {@code null} to keep to it
 */
record IgnorantService(List<Long> createdAt, @Nullable Integer rowsOfPage) {

    ListServiceDeploymentsResponse answer(ListServiceDeploymentsRequest request) {
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(createdAt.size(), from + (rowsOfPage != null ? rowsOfPage : request.maxResults()));
        List<@Nullable ServiceDeploymentBrief> rows = new ArrayList<>();
        for (int row = from; row < to; row++) {
            rows.add(ScriptedClient.row(row).toBuilder()
                    .createdAt(Instant.ofEpochMilli(createdAt.get(row)))
                    .build());
        }
        return ScriptedClient.page(rows, to < createdAt.size() ? "" + to : null);
    }
}
