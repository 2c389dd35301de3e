package dev.deployflux.webflux;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends all rows that came before an error before the connection is closed for it. Reactor Netty (1.3.7) takes 32 rows
 * ahead of a client that reads slowly, and drops them as soon as there is an error; so here an error is the last of the
 * rows. One that comes before any is left as it is, for it can still be answered.
 */
final class RowsBeforeError extends TidyResponse {

    RowsBeforeError(ServerHttpResponse response) {
        super(response);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        Flux<Publisher<? extends DataBuffer>> rows = Flux.from(body);
        return super.writeAndFlushWith(rows.switchOnFirst(
                (first, all) -> first.isOnNext() ? all.onErrorResume(error -> Mono.just(Mono.error(error))) : all));
    }
}
