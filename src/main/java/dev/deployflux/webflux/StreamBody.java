package dev.deployflux.webflux;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyInserter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** The body of a stream without an end: bursts that are flushed, to a client that may stall. */
final class StreamBody {

    private static final int PART = 8 * 1024;

    private StreamBody() {}

    /**
     * Writes each burst and flushes it, and asks for the next one when the server has taken all of that. Reactor Netty (1.3.8)
     * flushes by itself when it has nothing more to write, takes 128 parts ahead of a client that reads nothing, and tells after 64
     * that these are written: the smaller the parts are, the less one that stalls holds, and the slower one may be that doesn't.
     * A stream that fails by a {@link TimeoutException} is of one that stalls, and closes its connection.
     */
    static BodyInserter<?, ReactiveHttpOutputMessage> of(Flux<byte[]> bursts) {
        return (message, context) -> Mono.defer(() -> {
            Reading reading = new Reading();
            Flux<byte[]> all = bursts.doOnSubscribe(reading::begin)
                    .doOnError(TimeoutException.class, stalled -> drop(message, reading));
            Mono<Void> writing = message.bufferFactory() instanceof NettyDataBufferFactory
                    ? message.writeWith(all.concatMapIterable(burst -> parts(message, burst), 1))
                    : message.writeAndFlushWith(all.map(burst -> Mono.just(Body.buffer(message, burst))));
            return writing.onErrorComplete(reading::isDropped).doFinally(reading::end);
        });
    }

    /** One client's reading of bursts. Light, as there may be ten thousand: {@link Body} has what all others do. */
    private static final class Reading {
        private volatile @Nullable Subscription begun;
        private volatile boolean dropped;

        void begin(Subscription subscription) {
            begun = subscription;
        }

        /** What fails from here on is no news. */
        void drop() {
            dropped = true;
        }

        boolean isDropped(Throwable error) {
            return dropped;
        }

        void end(SignalType signal) {
            Subscription subscription = begun;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    /**
     * Closes the connection, or the stream of HTTP/2, with what is on its way. Reactor Netty would close it for an error only when
     * the client has taken all of that, which one that stalls never does. What it gives for a response is the connection.
     */
    private static void drop(ReactiveHttpOutputMessage message, Reading reading) {
        if (message instanceof ServerHttpResponse response
                && nativeResponse(response) instanceof Disposable connection) {
            reading.drop();
            connection.dispose();
        }
    }

    private static @Nullable Object nativeResponse(ServerHttpResponse response) {
        try {
            return ServerHttpResponseDecorator.getNativeResponse(response);
        } catch (IllegalArgumentException | IllegalStateException none) { // an application's own, or that of a test
            return null;
        }
    }

    private static List<DataBuffer> parts(ReactiveHttpOutputMessage message, byte[] burst) {
        if (burst.length <= PART) {
            return List.of(Body.buffer(message, burst));
        }
        List<DataBuffer> parts = new ArrayList<>();
        for (int from = 0; from < burst.length; from += PART) {
            ByteBuffer part = ByteBuffer.wrap(burst, from, Math.min(PART, burst.length - from));
            parts.add(message.bufferFactory().wrap(part));
        }
        return parts;
    }
}
