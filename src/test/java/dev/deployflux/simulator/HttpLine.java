package dev.deployflux.simulator;

import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** A line over a connection, whose response has its status and headers already. */
record HttpLine(HttpServerResponse response, Exchange exchange) implements Line {

    @Override
    public Mono<Void> whole(byte[] body) {
        return response.sendByteArray(Mono.just(body)).then();
    }

    @Override
    public Mono<Void> pieces(Flux<byte[]> pieces) {
        return response.send(pieces.map(Unpooled::wrappedBuffer), piece -> true).then();
    }

    @Override
    public void finished() {
        exchange.finished();
    }

    @Override
    public Mono<Void> reset() {
        return exchange.reset();
    }

    @Override
    public Mono<Void> close() {
        return exchange.close();
    }
}
