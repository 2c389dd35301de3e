package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** An account whose services are each deployed every hour, for ever, and which takes no memory for it. */
final class HourlyAccount implements EcsAsyncClient {

    private static final Duration PENDING = Duration.ofMinutes(2);
    private static final Duration LIFE = Duration.ofMinutes(25);

    private final InstantSource clock;

    HourlyAccount(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        Instant now = clock.instant();
        long offset = Math.floorMod(request.service().hashCode(), 3_600);
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        long first = Math.floorDiv(request.createdAt().after().getEpochSecond() - offset, 3_600) + 1;
        for (long hour = first; ; hour++) {
            Instant createdAt = Instant.ofEpochSecond(hour * 3_600 + offset);
            if (createdAt.isAfter(now)) {
                break;
            }
            rows.add(row(request.service(), hour, createdAt, now));
        }
        return CompletableFuture.completedFuture(ListServiceDeploymentsResponse.builder()
                .serviceDeployments(rows)
                .build());
    }

    private static ServiceDeploymentBrief row(String service, long hour, Instant createdAt, Instant now) {
        Duration age = Duration.between(createdAt, now);
        String end = hour % 10 == 3 ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL";
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(service + "/" + hour)
                .createdAt(createdAt)
                .startedAt(age.compareTo(PENDING) < 0 ? null : createdAt.plus(PENDING))
                .status(age.compareTo(PENDING) < 0 ? "PENDING" : age.compareTo(LIFE) < 0 ? "IN_PROGRESS" : end)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
