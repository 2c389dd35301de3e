package dev.deployflux;

import dev.deployflux.concurrent.RetriedCall;
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
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** The operations of ECS that are used here. A call is made when the quota permits it, and again as the retry says. */
final class EcsCalls {

    /** The largest page of ListServices and ListClusters. They send 10 and 100 rows if a request doesn't say. */
    private static final int MAX_RESULTS = 100;

    private final EcsAsyncClient client;
    private final ApiQuota quota;
    private final @Nullable Retry retry;
    private final @Nullable CallObserver observer;
    private final int readAhead;

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

    ApiQuota quota() {
        return quota;
    }

    int readAhead() {
        return readAhead;
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
        ListServicesRequest request = ListServicesRequest.builder()
                .cluster(cluster)
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return pages(
                ApiBucket.SERVICES,
                "ListServices",
                token ->
                        client.listServices(request.toBuilder().nextToken(token).build()),
                ListServicesResponse::nextToken);
    }

    /** The clusters of the client's account and region. */
    Pages<ListClustersResponse> clusters() {
        ListClustersRequest request = ListClustersRequest.builder()
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return pages(
                ApiBucket.CLUSTERS,
                "ListClusters",
                token ->
                        client.listClusters(request.toBuilder().nextToken(token).build()),
                ListClustersResponse::nextToken);
    }

    /** Deployments in full, as a {@linkplain EcsRequests checked} request names them. */
    Mono<DescribeServiceDeploymentsResponse> describe(DescribeServiceDeploymentsRequest request) {
        return call(
                ApiBucket.SERVICE_DEPLOYMENTS,
                "DescribeServiceDeployments",
                () -> client.describeServiceDeployments(request));
    }

    private <P> Pages<P> pages(
            ApiBucket bucket,
            String operation,
            Function<@Nullable String, CompletableFuture<P>> send,
            Pages.NextToken<P> nextToken) {
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
        Mono<P> call = Mono.fromFuture(() -> sent(send))
                // Changes nothing in the context; with automatic context propagation it sets the thread locals around
                // the call, where the SDK's interceptors look for a trace, on whatever thread the call starts.
                .contextWrite(context -> context);
        Mono<P> paced = observer == null ? quota.pace(bucket, call) : observed(observer, bucket, operation, call);
        return retry == null ? paced : RetriedCall.of(paced, retry);
    }

    private <P> Mono<P> observed(CallObserver by, ApiBucket bucket, String operation, Mono<P> call) {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            return quota.pace(
                    bucket,
                    Mono.defer(
                            () -> seen(by, new ApiCall(operation, Duration.ofNanos(System.nanoTime() - asked)), call)));
        });
    }

    private static <P> Mono<P> seen(CallObserver by, ApiCall which, Mono<P> call) {
        try {
            return by.observe(which, call);
        } catch (Throwable e) { // fatal ones too, as below: a permit may have been waited for on another thread
            return Mono.error(e);
        }
    }

    private static <P> CompletableFuture<P> sent(Supplier<CompletableFuture<P>> send) {
        try {
            return send.get();
        } catch (Throwable e) { // Reactor throws fatal errors on, in a retry on a thread where nobody would see them
            return CompletableFuture.failedFuture(e);
        }
    }
}
