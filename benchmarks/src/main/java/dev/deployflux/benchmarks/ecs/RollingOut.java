package dev.deployflux.benchmarks.ecs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * An ECS without a wire, whose services have a deployment in flight and some that came later and are over, so that each
 * pass over a service has to list them all. What it answers is made beforehand.
 */
public final class RollingOut implements EcsAsyncClient {

    private final Map<String, ListServiceDeploymentsResponse> pages = new HashMap<>();
    private int deployments;

    /** Services {@code s0}, {@code s1} and so on; their deployments begin then, a minute apart. */
    public RollingOut(int services, int rowsEach, Instant from) {
        for (int i = 0; i < services; i++) {
            String service = "s" + i;
            List<ServiceDeploymentBrief> rows = new ArrayList<>(IntStream.range(1, rowsEach)
                    .mapToObj(row -> Rows.finished(service, row, from.plus(Duration.ofMinutes(row))))
                    .toList());
            rows.add(Rows.row(service, 0, from, ServiceDeploymentStatus.IN_PROGRESS));
            list(service, rows);
        }
        deployments = rowsEach;
    }

    /** The deployment in flight of a service is over, and another begins. */
    public void deploy(String service, Instant now) {
        ServiceDeploymentBrief current = pages.get(service).serviceDeployments().get(0);
        ServiceDeploymentBrief over = current.toBuilder()
                .status(ServiceDeploymentStatus.SUCCESSFUL)
                .finishedAt(now)
                .build();
        list(service, List.of(Rows.row(service, deployments++, now, ServiceDeploymentStatus.IN_PROGRESS), over));
    }

    private void list(String service, List<ServiceDeploymentBrief> rows) {
        pages.put(
                service,
                ListServiceDeploymentsResponse.builder()
                        .serviceDeployments(rows)
                        .build());
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        return CompletableFuture.completedFuture(pages.get(request.service()));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
