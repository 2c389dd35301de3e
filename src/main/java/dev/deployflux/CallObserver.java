package dev.deployflux;

import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Watches the calls that are made, for metrics, traces and logs.
 *
 * <pre>{@code
 * class LoggedCalls implements CallObserver {
 *     @Override
 *     public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
 *         return response.doOnError(error -> log.warn("{} failed", call.operation(), error));
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface CallObserver {

    /**
     * Called when a call has its permit, once for each try of {@link ServiceDeploymentsBuilder#pageRetry}; what it
     * throws becomes the call's error.
     *
     * @param call what is to be called
     * @param response makes the call when it is subscribed to; its value is the SDK's response, its error the SDK's
     *     exception, and its cancel aborts the call. What is written to the {@code Context} behind it reaches the call's
     *     thread locals, with automatic context propagation.
     * @param <T> the response's type
     * @return {@code response} with operators behind it, which must pass on its value, its error, and a cancel
     */
    <T> Mono<T> observe(ApiCall call, Mono<T> response);

    /**
     * Both observe the same calls, the other around this one.
     *
     * @param outer is given what this one returns
     * @return an observer that is both
     */
    default CallObserver andThen(CallObserver outer) {
        Objects.requireNonNull(outer, "outer");
        return new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                return outer.observe(call, CallObserver.this.observe(call, response));
            }
        };
    }
}
