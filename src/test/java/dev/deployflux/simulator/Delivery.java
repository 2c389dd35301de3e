package dev.deployflux.simulator;

import java.time.Duration;
import java.util.Arrays;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** How an answer gets to the client, or doesn't. */
interface Delivery {

    Delivery WHOLE = (line, body, scheduler) -> line.whole(body).doOnSuccess(done -> line.finished());

    Delivery RESET_BEFORE = (line, body, scheduler) -> line.reset();

    Delivery RESET_WITHIN = (line, body, scheduler) -> half(line, body).then(line.reset());

    Delivery RESET_AFTER =
            (line, body, scheduler) -> line.pieces(Flux.just(body)).then(line.reset());

    Delivery TRUNCATED = (line, body, scheduler) -> half(line, body).then(line.close());

    Mono<Void> deliver(Line line, byte[] body, Scheduler scheduler);

    /** The second half follows when {@code between} completes. */
    static Delivery halves(Mono<Void> between) {
        return (line, body, scheduler) -> {
            int middle = body.length / 2;
            Flux<byte[]> pieces = Flux.concat(
                    Mono.just(Arrays.copyOf(body, middle)),
                    between.then(Mono.just(Arrays.copyOfRange(body, middle, body.length))));
            return line.pieces(pieces).doOnSuccess(done -> line.finished());
        };
    }

    static Delivery slow(int chunkBytes, Duration pause) {
        return (line, body, scheduler) -> {
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
            return line.pieces(pieces).doOnSuccess(done -> line.finished());
        };
    }

    private static Mono<Void> half(Line line, byte[] body) {
        return line.pieces(Flux.just(Arrays.copyOf(body, body.length / 2)));
    }
}
