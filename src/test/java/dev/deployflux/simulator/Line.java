package dev.deployflux.simulator;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The way of one answer's body to the client. */
interface Line {

    Mono<Void> whole(byte[] body);

    /** Completes when the pieces are sent; each arrives at once. */
    Mono<Void> pieces(Flux<byte[]> pieces);

    /** All is sent, so a client that leaves now aborts nothing. */
    void finished();

    /** Ends the line by a reset. */
    Mono<Void> reset();

    /** Ends the line in good order. */
    Mono<Void> close();
}
