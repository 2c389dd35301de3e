package dev.deployflux;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** How API calls are made: when the quota permits, and again as the caller's retry says. */
final class ApiCalls {

    private final ApiQuota quota;
    private final @Nullable Retry retry;

    ApiCalls(ApiQuota quota, @Nullable Retry retry) {
        this.quota = quota;
        this.retry = retry;
    }

    /**
     * One call for each subscription.
     *
     * @param send sends it, and returns the client's own future: cancelling any stage behind that aborts nothing
     */
    <P> Mono<P> make(ApiBucket bucket, Supplier<CompletableFuture<P>> send) {
        Mono<P> call = Mono.fromFuture(() -> sent(send))
                // Changes nothing in the context; with automatic context propagation it sets the thread locals around
                // the call, where the SDK's interceptors look for a trace, on whatever thread the call starts.
                .contextWrite(context -> context);
        Mono<P> paced = quota.pace(bucket, call);
        return retry == null
                ? paced
                : paced.retryWhen(retry).onErrorMap(Exceptions::isRetryExhausted, ApiCalls::lastFailure);
    }

    private static <P> CompletableFuture<P> sent(Supplier<CompletableFuture<P>> send) {
        try {
            return send.get();
        } catch (Throwable e) { // Reactor throws fatal errors on, in a retry on a thread where nobody would see them
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What users expect and match on is the SDK's exception, not that Reactor has given up on it. */
    private static Throwable lastFailure(Throwable retryExhausted) {
        return Objects.requireNonNullElse(retryExhausted.getCause(), retryExhausted);
    }
}
