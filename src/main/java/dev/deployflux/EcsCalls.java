package dev.deployflux;

import dev.deployflux.concurrent.Guarded;
import dev.deployflux.concurrent.RetriedCall;
import dev.deployflux.paging.PageChain;
import dev.deployflux.paging.Pages;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** The operations of ECS that are used here. A call is made when the quota permits it, and again as the retry says. */
final class EcsCalls {

    final ApiQuota quota;
    final int readAhead;
    private final EcsAsyncClient client;
    private final @Nullable Retry retry;
    private final @Nullable CallObserver observer;

    EcsCalls(
            EcsAsyncClient client,
            ApiQuota quota,
            @Nullable Retry retry,
            @Nullable CallObserver observer,
            int readAhead) {
        this.client = client;
        this.quota = quota;
        this.retry = retry;
        this.observer = observer;
        this.readAhead = readAhead;
    }

    /** The deployments of one service that a {@linkplain EcsRequests checked} request selects. */
    Pages<ListServiceDeploymentsResponse> deployments(ListServiceDeploymentsRequest request) {
        return pages(
                        ApiBucket.SERVICE_DEPLOYMENTS,
                        "ListServiceDeployments",
                        token -> client.listServiceDeployments(
                                Objects.equals(token, request.nextToken())
                                        ? request // the first page, and mostly the only one
                                        : request.toBuilder().nextToken(token).build()),
                        ListServiceDeploymentsResponse::nextToken)
                .startingAt(request.nextToken());
    }

    /** The services of one cluster. */
    Pages<ListServicesResponse> services(String cluster) {
        return pages(
                ApiBucket.SERVICES,
                "ListServices",
                token -> client.listServices(ListServicesRequest.builder()
                        .cluster(cluster)
                        .maxResults(EcsRequests.MAX_RESULTS)
                        .nextToken(token)
                        .overrideConfiguration(EcsRequests.MARKED)
                        .build()),
                ListServicesResponse::nextToken);
    }

    /** The clusters of the client's account and region. */
    Pages<ListClustersResponse> clusters() {
        return pages(
                ApiBucket.CLUSTERS,
                "ListClusters",
                token -> client.listClusters(ListClustersRequest.builder()
                        .maxResults(EcsRequests.MAX_RESULTS)
                        .nextToken(token)
                        .overrideConfiguration(EcsRequests.MARKED)
                        .build()),
                ListClustersResponse::nextToken);
    }

    /** Deployments in full, as a {@linkplain EcsRequests checked} request names them. */
    Mono<DescribeServiceDeploymentsResponse> describe(DescribeServiceDeploymentsRequest request) {
        return call(
                ApiBucket.SERVICE_DEPLOYMENTS,
                "DescribeServiceDeployments",
                () -> client.describeServiceDeployments(request));
    }

    /** Up to 10 services of one cluster. */
    Mono<DescribeServicesResponse> describe(DescribeServicesRequest request) {
        return call(ApiBucket.SERVICES, "DescribeServices", () -> client.describeServices(request));
    }

    private <P> Pages<P> pages(
            ApiBucket bucket,
            String operation,
            Function<@Nullable String, CompletableFuture<P>> send,
            PageChain.NextToken<P> nextToken) {
        return Pages.of(token -> call(bucket, operation, () -> send.apply(token)), nextToken)
                .readAhead(readAhead);
    }

    /**
     * One call for each subscription.
     *
     * @param operation its name, for those who observe it
     * @param send sends it, and returns the client's own future: cancelling any stage behind that aborts nothing
     */
    private <P> Mono<P> call(ApiBucket bucket, String operation, Supplier<CompletableFuture<P>> send) {
        Mono<P> call = Guarded.mono(() -> Mono.fromFuture(send.get()))
                // Changes nothing in the context; with automatic context propagation it sets the thread locals around
                // the call, where the SDK's interceptors look for a trace, on whatever thread the call starts.
                .contextWrite(context -> context);
        Mono<P> paced = observer == null ? quota.pace(bucket, call) : observed(observer, bucket, operation, call);
        return retry == null ? paced : RetriedCall.of(paced, retry);
    }

    private <P> Mono<P> observed(CallObserver by, ApiBucket bucket, String operation, Mono<P> call) {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            Mono<P> observed = Guarded.mono(
                    () -> by.observe(new ApiCall(operation, Duration.ofNanos(System.nanoTime() - asked)), call));
            return quota.pace(bucket, observed);
        });
    }
}
