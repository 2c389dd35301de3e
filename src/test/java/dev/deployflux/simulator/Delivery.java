package dev.deployflux.simulator;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

/** How an answer, whose status and headers are set already, gets to the client, or doesn't. */
interface Delivery {

    Delivery WHOLE = (response, body, exchange, scheduler) ->
            response.sendByteArray(Mono.just(body)).then().doOnSuccess(done -> exchange.finished());

    Delivery RESET_BEFORE = (response, body, exchange, scheduler) -> exchange.reset();

    Delivery RESET_WITHIN =
            (response, body, exchange, scheduler) -> half(response, body).then(exchange.reset());

    Delivery RESET_AFTER = (response, body, exchange, scheduler) ->
            pieces(response, Flux.just(body)).then(exchange.reset());

    Delivery TRUNCATED =
            (response, body, exchange, scheduler) -> half(response, body).then(exchange.close());

    Mono<Void> deliver(HttpServerResponse response, byte[] body, Exchange exchange, Scheduler scheduler);

    /** The second half follows when {@code between} completes. */
    static Delivery halves(Mono<Void> between) {
        return (response, body, exchange, scheduler) -> {
            int middle = body.length / 2;
            Flux<byte[]> pieces = Flux.concat(
                    Mono.just(Arrays.copyOf(body, middle)),
                    between.then(Mono.just(Arrays.copyOfRange(body, middle, body.length))));
            return pieces(response, pieces).doOnSuccess(done -> exchange.finished());
        };
    }

    static Delivery slow(int chunkBytes, Duration pause) {
        return (response, body, exchange, scheduler) -> {
            int chunks = Math.max(1, (body.length + chunkBytes - 1) / chunkBytes);
            Flux<byte[]> pieces = Flux.range(0, chunks)
                    .concatMap(
                            i -> {
                                byte[] piece = Arrays.copyOfRange(
                                        body, i * chunkBytes, Math.min(body.length, (i + 1) * chunkBytes));
                                return i == 0
                                        ? Mono.just(piece)
                                        : Mono.delay(pause, scheduler).thenReturn(piece);
                            },
                            0);
            return pieces(response, pieces).doOnSuccess(done -> exchange.finished());
        };
    }

    private static Mono<Void> half(HttpServerResponse response, byte[] body) {
        return pieces(response, Flux.just(Arrays.copyOf(body, body.length / 2)));
    }

    /** Completes when the pieces are written; each is flushed, so that the client gets it at once. */
    private static Mono<Void> pieces(HttpServerResponse response, Flux<byte[]> pieces) {
        return response.send(pieces.map(Unpooled::wrappedBuffer), piece -> true).then();
    }
}
