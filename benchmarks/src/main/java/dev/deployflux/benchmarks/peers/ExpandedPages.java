package dev.deployflux.benchmarks.peers;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Paging as it is written with Reactor's own operators. */
public final class ExpandedPages {

    private ExpandedPages() {}

    /** Pages by {@code expand}. */
    public static Flux<ListServiceDeploymentsResponse> pages(
            EcsAsyncClient client, ListServiceDeploymentsRequest request) {
        return Mono.fromFuture(() -> client.listServiceDeployments(request))
                .expand(page -> page.nextToken() == null
                        ? Mono.empty()
                        : Mono.fromFuture(() -> client.listServiceDeployments(
                                request.toBuilder().nextToken(page.nextToken()).build())));
    }

    /** Rows by {@code flatMapIterable}, with its prefetch of 256 pages. */
    public static Flux<ServiceDeploymentBrief> flatMapIterable(
            EcsAsyncClient client, ListServiceDeploymentsRequest request) {
        return pages(client, request).flatMapIterable(ListServiceDeploymentsResponse::serviceDeployments);
    }

    /** Rows by {@code concatMapIterable} with a prefetch of one page. */
    public static Flux<ServiceDeploymentBrief> concatMapIterable(
            EcsAsyncClient client, ListServiceDeploymentsRequest request) {
        return pages(client, request).concatMapIterable(ListServiceDeploymentsResponse::serviceDeployments, 1);
    }
}
