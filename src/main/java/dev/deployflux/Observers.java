package dev.deployflux;

import reactor.core.publisher.Mono;

/** Two that watch the same calls. */
record Observers(CallObserver inner, CallObserver outer) implements CallObserver {

    @Override
    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
        return outer.observe(call, inner.observe(call, response));
    }
}
