package dev.deployflux;

import dev.deployflux.quota.ApiBucket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** The paged operations of ECS that are read here: each page is one call of the SDK's client. */
final class ApiPages {

    /** The most that ListServices and ListClusters give; left out, they give 10 and 100. */
    private static final int MAX_RESULTS = 100;

    private final EcsAsyncClient client;
    private final ApiCalls calls;

    ApiPages(EcsAsyncClient client, ApiCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** The deployments of one service that a {@linkplain ListRequest checked} request selects. */
    PageSource<ListServiceDeploymentsResponse> deployments(ListServiceDeploymentsRequest request) {
        return new Operation<>(
                calls,
                ApiBucket.SERVICE_DEPLOYMENTS,
                "ListServiceDeployments",
                token -> client.listServiceDeployments(
                        Objects.equals(token, request.nextToken())
                                ? request // the first page, and mostly the only one
                                : request.toBuilder().nextToken(token).build()),
                ListServiceDeploymentsResponse::nextToken);
    }

    /** The services of one cluster. */
    PageSource<ListServicesResponse> services(String cluster) {
        ListServicesRequest request = ListServicesRequest.builder()
                .cluster(cluster)
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return new Operation<>(
                calls,
                ApiBucket.SERVICES,
                "ListServices",
                token ->
                        client.listServices(request.toBuilder().nextToken(token).build()),
                ListServicesResponse::nextToken);
    }

    /** The clusters of the client's account and region. */
    PageSource<ListClustersResponse> clusters() {
        ListClustersRequest request = ListClustersRequest.builder()
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return new Operation<>(
                calls,
                ApiBucket.CLUSTERS,
                "ListClusters",
                token ->
                        client.listClusters(request.toBuilder().nextToken(token).build()),
                ListClustersResponse::nextToken);
    }

    private record Operation<P>(ApiCalls calls, ApiBucket bucket, String name, Send<P> send, NextToken<P> next)
            implements PageSource<P> {

        @Override
        public Mono<P> calls(PageChain<P> chain) {
            return calls.make(bucket, name, () -> send.page(chain.token()));
        }

        @Override
        public @Nullable String nextToken(P page) {
            return next.of(page);
        }
    }

    private interface Send<P> {
        CompletableFuture<P> page(@Nullable String token);
    }

    private interface NextToken<P> {
        @Nullable
        String of(P page);
    }
}
