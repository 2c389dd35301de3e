package dev.deployflux;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** The pages of one ListServiceDeployments request, each an API call of the SDK's client. */
final class DeploymentPages implements PageSource<ListServiceDeploymentsResponse> {

    private final EcsAsyncClient client;
    private final ListServiceDeploymentsRequest request;
    private final @Nullable Retry retry;

    DeploymentPages(EcsAsyncClient client, ListServiceDeploymentsRequest request, @Nullable Retry retry) {
        this.client = client;
        this.request = request;
        this.retry = retry;
    }

    @Override
    public Mono<ListServiceDeploymentsResponse> fetch(@Nullable String token) {
        Mono<ListServiceDeploymentsResponse> call = Mono.fromFuture(() -> call(token));
        if (retry != null) {
            call = call.retryWhen(retry).onErrorMap(Exceptions::isRetryExhausted, DeploymentPages::lastFailure);
        }
        // Changes nothing in the context; with automatic context propagation it sets the thread locals around the call,
        // where the SDK's interceptors look for a trace, on whatever thread a page after the first is asked for.
        return call.contextWrite(context -> context);
    }

    /** The client's own future: cancelling any stage behind it aborts nothing. */
    private CompletableFuture<ListServiceDeploymentsResponse> call(@Nullable String token) {
        try {
            return client.listServiceDeployments(
                    request.toBuilder().nextToken(token).build());
        } catch (Throwable e) { // Reactor throws fatal errors on, in a retry on a thread where nobody would see them
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What users expect and match on is the SDK's exception, not that Reactor has given up on it. */
    private static Throwable lastFailure(Throwable retryExhausted) {
        return Objects.requireNonNullElse(retryExhausted.getCause(), retryExhausted);
    }

    @Override
    public @Nullable String nextToken(ListServiceDeploymentsResponse page) {
        return page.nextToken();
    }
}
