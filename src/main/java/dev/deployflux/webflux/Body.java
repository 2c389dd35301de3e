package dev.deployflux.webflux;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Bodies of bytes that are made here. They leave nothing behind when a client is gone. Spring's writers (7.0.9) do, in two
 * ways: buffers of the server's pool that are made but not taken are lost, so these are on the heap; and where
 * the connection was closed before the first byte, nobody cancels the body, so it ends with the writing.
 */
final class Body {

    private Body() {}

    /** Completes an answer that nobody may store with a value as JSON, all at once. */
    static Mono<ServerResponse> json(ServerResponse.BodyBuilder answer, Object value) {
        byte[] bytes = Wire.json(value);
        return answer.header("Cache-Control", "no-store")
                .contentLength(bytes.length)
                .body((message, context) -> message.writeWith(Mono.fromSupplier(() -> buffer(message, bytes))));
    }

    /** Writes the parts as the server sees fit. */
    static BodyInserter<?, ReactiveHttpOutputMessage> of(Flux<byte[]> parts) {
        return (message, context) -> written(parts.map(part -> buffer(message, part)), message::writeWith);
    }

    /**
     * Writes the parts, flushes each, and sends all that came before an error before the connection is closed for it. Reactor Netty
     * (1.3.7) takes 32 parts ahead of a client that reads slowly, and drops them as soon as there is an error; so here an
     * error is the last of the parts. One that comes before any is left as it is, for it can still be answered.
     */
    static BodyInserter<?, ReactiveHttpOutputMessage> flushingBeforeError(Flux<byte[]> parts) {
        return (message, context) -> {
            Flux<Mono<DataBuffer>> buffers = parts.map(part -> Mono.just(buffer(message, part)));
            return written(
                    buffers.switchOnFirst((first, all) ->
                            first.isOnNext() ? all.onErrorResume(error -> Mono.just(Mono.error(error))) : all),
                    message::writeAndFlushWith);
        };
    }

    private static <T> Mono<Void> written(Flux<T> body, Function<Publisher<T>, Mono<Void>> writing) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> over = Sinks.empty();
            return writing.apply(body.takeUntilOther(over.asMono())).doFinally(end -> over.tryEmitEmpty());
        });
    }

    /** On the heap, by the server's own factory, so that the server needn't copy it. */
    static DataBuffer buffer(ReactiveHttpOutputMessage message, byte[] bytes) {
        return message.bufferFactory().wrap(bytes);
    }
}
