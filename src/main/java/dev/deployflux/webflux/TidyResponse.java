package dev.deployflux.webflux;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Leaves nothing behind of a client that is gone, which Spring's writers (7.0.9) do in two ways. */
class TidyResponse extends ServerHttpResponseDecorator {

    TidyResponse(ServerHttpResponse response) {
        super(response);
    }

    /** On the heap, where the garbage collector finds them: of the server's, those that are made but not taken are lost. */
    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return write(body, super::writeWith);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return write(body, super::writeAndFlushWith);
    }

    /** The body ends with the writing: where the connection was closed before the first byte, nobody cancels it. */
    private static <T> Mono<Void> write(Publisher<? extends T> body, Function<Publisher<T>, Mono<Void>> writing) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> over = Sinks.empty();
            return writing.apply(Flux.<T>from(body).takeUntilOther(over.asMono()))
                    .doFinally(end -> over.tryEmitEmpty());
        });
    }
}
