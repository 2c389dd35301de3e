package dev.deployflux;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.time.Duration;
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
    private final @Nullable CallObserver observer;

    ApiCalls(ApiQuota quota, @Nullable Retry retry, @Nullable CallObserver observer) {
        this.quota = quota;
        this.retry = retry;
        this.observer = observer;
    }

    /**
     * One call for each subscription.
     *
     * @param operation its name, for those who observe it
     * @param send sends it, and returns the client's own future: cancelling any stage behind that aborts nothing
     */
    <P> Mono<P> make(ApiBucket bucket, String operation, Supplier<CompletableFuture<P>> send) {
        Mono<P> call = Mono.fromFuture(() -> sent(send))
                // Changes nothing in the context; with automatic context propagation it sets the thread locals around
                // the call, where the SDK's interceptors look for a trace, on whatever thread the call starts.
                .contextWrite(context -> context);
        Mono<P> paced = observer == null ? quota.pace(bucket, call) : observed(observer, bucket, operation, call);
        return retry == null
                ? paced
                : paced.retryWhen(retry).onErrorMap(Exceptions::isRetryExhausted, ApiCalls::lastFailure);
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

    /** What users expect and match on is the SDK's exception, not that Reactor has given up on it. */
    private static Throwable lastFailure(Throwable retryExhausted) {
        return Objects.requireNonNullElse(retryExhausted.getCause(), retryExhausted);
    }
}
