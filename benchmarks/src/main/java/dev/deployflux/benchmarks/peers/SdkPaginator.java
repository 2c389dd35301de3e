package dev.deployflux.benchmarks.peers;

import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.pagination.async.AsyncPageFetcher;
import software.amazon.awssdk.core.pagination.async.ResponsesSubscription;
import software.amazon.awssdk.core.util.PaginatorUtils;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the SDK would have if its model named this operation as paginated, built of the parts that its paginators are. */
public final class SdkPaginator implements SdkPublisher<ListServiceDeploymentsResponse> {

    private final EcsAsyncClient client;
    private final ListServiceDeploymentsRequest first;

    private SdkPaginator(EcsAsyncClient client, ListServiceDeploymentsRequest first) {
        this.client = client;
        this.first = first;
    }

    /** Its rows, as users of such a paginator get them into Reactor. */
    public static Flux<ServiceDeploymentBrief> rows(EcsAsyncClient client, ListServiceDeploymentsRequest request) {
        return Flux.from(
                new SdkPaginator(client, request).flatMapIterable(ListServiceDeploymentsResponse::serviceDeployments));
    }

    @Override
    public void subscribe(Subscriber<? super ListServiceDeploymentsResponse> subscriber) {
        subscriber.onSubscribe(ResponsesSubscription.builder()
                .subscriber(subscriber)
                .nextPageFetcher(new Pages())
                .build());
    }

    private final class Pages implements AsyncPageFetcher<ListServiceDeploymentsResponse> {

        @Override
        public boolean hasNextPage(ListServiceDeploymentsResponse previous) {
            return PaginatorUtils.isOutputTokenAvailable(previous.nextToken());
        }

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> nextPage(ListServiceDeploymentsResponse previous) {
            return client.listServiceDeployments(
                    previous == null
                            ? first
                            : first.toBuilder().nextToken(previous.nextToken()).build());
        }
    }
}
