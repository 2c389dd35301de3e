package dev.deployflux.simulator;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ContinueServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.ContinueServiceDeploymentResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentRequest;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentResponse;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers on the caller's thread, or where a fault lets its time pass, without HTTP: what the SDK would make of the
 * answer, without retries and timeouts of its own.
 */
final class MemoryClient implements EcsAsyncClient {

    private final EcsEndpoint endpoint;
    private final CallLog log;
    private final Scheduler scheduler;
    private final Set<MemoryCall<?>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemoryClient(EcsEndpoint endpoint, CallLog log, Scheduler scheduler) {
        this.endpoint = endpoint;
        this.log = log;
        this.scheduler = scheduler;
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(ListServiceDeploymentsRequest r) {
        return call(
                Operation.LIST_SERVICE_DEPLOYMENTS,
                r,
                ListServiceDeploymentsResponse.class,
                ListServiceDeploymentsResponse.builder());
    }

    @Override
    public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
            DescribeServiceDeploymentsRequest r) {
        return call(
                Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                r,
                DescribeServiceDeploymentsResponse.class,
                DescribeServiceDeploymentsResponse.builder());
    }

    @Override
    public CompletableFuture<ListServicesResponse> listServices(ListServicesRequest r) {
        return call(Operation.LIST_SERVICES, r, ListServicesResponse.class, ListServicesResponse.builder());
    }

    @Override
    public CompletableFuture<ListClustersResponse> listClusters(ListClustersRequest r) {
        return call(Operation.LIST_CLUSTERS, r, ListClustersResponse.class, ListClustersResponse.builder());
    }

    @Override
    public CompletableFuture<DescribeServicesResponse> describeServices(DescribeServicesRequest r) {
        return call(Operation.DESCRIBE_SERVICES, r, DescribeServicesResponse.class, DescribeServicesResponse.builder());
    }

    @Override
    public CompletableFuture<StopServiceDeploymentResponse> stopServiceDeployment(StopServiceDeploymentRequest r) {
        return call(
                Operation.STOP_SERVICE_DEPLOYMENT,
                r,
                StopServiceDeploymentResponse.class,
                StopServiceDeploymentResponse.builder());
    }

    @Override
    public CompletableFuture<ContinueServiceDeploymentResponse> continueServiceDeployment(
            ContinueServiceDeploymentRequest r) {
        return call(
                Operation.CONTINUE_SERVICE_DEPLOYMENT,
                r,
                ContinueServiceDeploymentResponse.class,
                ContinueServiceDeploymentResponse.builder());
    }

    @Override
    public CompletableFuture<DescribeServiceRevisionsResponse> describeServiceRevisions(
            DescribeServiceRevisionsRequest r) {
        return call(
                Operation.DESCRIBE_SERVICE_REVISIONS,
                r,
                DescribeServiceRevisionsResponse.class,
                DescribeServiceRevisionsResponse.builder());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Calls under way fail, as those of a server that goes away. */
    @Override
    public void close() {
        closed = true;
        running.forEach(call -> call.fail(MemoryLine.lost("The simulator is closed")));
        running.clear();
    }

    private <T> CompletableFuture<T> call(Operation operation, SdkPojo request, Class<T> type, SdkPojo response) {
        MemoryCall<T> call = new MemoryCall<>(log);
        if (closed) {
            call.fail(MemoryLine.lost("The simulator is closed: start another"));
            return call.future();
        }
        CompletableFuture<T> future = call.run(endpoint.answer(operation, SdkJson.of(request), Map.of(), call::carries)
                .flatMap(reply -> received(reply).map(json -> type.cast(response(json, reply, response)))));
        if (!future.isDone()) {
            running.add(call);
            var unused = future.whenComplete((value, error) -> running.remove(call));
        }
        return future;
    }

    private Mono<ObjectNode> received(Reply reply) {
        return reply.receive(scheduler)
                .onErrorMap(
                        EcsRefusal.class,
                        refusal -> reply.errorCode() == null
                                ? SdkClientException.create("Unable to unmarshall response: " + refusal.getMessage())
                                : SdkErrors.of(reply.status(), reply.headerErrorCode(), null));
    }

    private static Object response(ObjectNode json, Reply reply, SdkPojo response) {
        if (reply.errorCode() != null) {
            throw SdkErrors.of(
                    reply.status(), reply.errorCode(), json.path("message").stringValue(null));
        }
        try {
            return SdkJson.read(json, response);
        } catch (EcsRefusal refusal) {
            throw SdkClientException.create("Unable to unmarshall response: " + refusal.getMessage());
        }
    }
}
