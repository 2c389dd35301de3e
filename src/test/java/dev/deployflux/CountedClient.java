package dev.deployflux;

import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** Tells a {@link VirtualTime} of the calls that another client has under way. */
final class CountedClient implements EcsAsyncClient {

    private final EcsAsyncClient client;
    private final VirtualTime time;
    private final Map<Operation, Duration> lastCalls = new ConcurrentHashMap<>();

    CountedClient(EcsAsyncClient client, VirtualTime time) {
        this.client = client;
        this.time = time;
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        return counted(Operation.LIST_SERVICE_DEPLOYMENTS, () -> client.listServiceDeployments(request));
    }

    @Override
    public CompletableFuture<ListServicesResponse> listServices(ListServicesRequest request) {
        return counted(Operation.LIST_SERVICES, () -> client.listServices(request));
    }

    @Override
    public CompletableFuture<ListClustersResponse> listClusters(ListClustersRequest request) {
        return counted(Operation.LIST_CLUSTERS, () -> client.listClusters(request));
    }

    /** When the last call of that operation began; zero if there was none. */
    Duration lastCall(Operation operation) {
        return lastCalls.getOrDefault(operation, Duration.ZERO);
    }

    /** What depends on the future that is returned runs before the call counts as ended. */
    private <T> CompletableFuture<T> counted(Operation operation, Supplier<CompletableFuture<T>> send) {
        time.callBegan();
        lastCalls.put(operation, time.passed());
        CompletableFuture<T> sent = send.get();
        CompletableFuture<T> seen = new CompletableFuture<>();
        var unusedAbort = seen.whenComplete((answer, error) -> sent.cancel(true));
        var unusedEnd = sent.whenComplete((answer, error) -> {
            if (error == null) {
                seen.complete(answer);
            } else {
                seen.completeExceptionally(error);
            }
            time.callEnded();
        });
        return seen;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        client.close();
    }
}
