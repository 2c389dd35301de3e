package dev.deployflux.concurrent;

import java.util.Objects;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A call that is tried again, and in the end fails as the call itself did: users match on that, not on Reactor giving up. */
public final class RetriedCall {

    private RetriedCall() {}

    /**
     * The call, tried again as the retry says.
     *
     * @param call makes one call for each subscription
     * @param retry when it is exhausted, the error is the call's last one
     * @param <T> the answer
     * @return a mono of the first answer
     */
    public static <T> Mono<T> of(Mono<T> call, Retry retry) {
        return call.retryWhen(retry)
                .onErrorMap(
                        Exceptions::isRetryExhausted,
                        exhausted -> Objects.requireNonNullElse(exhausted.getCause(), exhausted));
    }
}
