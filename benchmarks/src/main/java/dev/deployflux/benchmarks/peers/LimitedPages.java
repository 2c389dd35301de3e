package dev.deployflux.benchmarks.peers;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** {@link ExpandedPages} with resilience4j's limiter around each page: around the whole, it would count services. */
public final class LimitedPages {

    private LimitedPages() {}

    /** Rows of all pages. */
    public static Flux<ServiceDeploymentBrief> rows(
            EcsAsyncClient client, ListServiceDeploymentsRequest request, RateLimiter limiter) {
        Function<ListServiceDeploymentsRequest, Mono<ListServiceDeploymentsResponse>> call =
                page -> Mono.fromFuture(() -> client.listServiceDeployments(page))
                        .transformDeferred(RateLimiterOperator.of(limiter));
        return call.apply(request)
                .expand(page -> page.nextToken() == null
                        ? Mono.empty()
                        : call.apply(
                                request.toBuilder().nextToken(page.nextToken()).build()))
                .flatMapIterable(ListServiceDeploymentsResponse::serviceDeployments);
    }
}
