package dev.deployflux.protocol;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Gives every request the answer that it was told, byte by byte, and keeps the last request. */
final class AnsweringServer implements AutoCloseable {

    record Answer(int status, Map<String, String> headers, String body) {}

    /** With the headers by name, whatever their case. */
    record Request(String method, String uri, Map<String, String> headers, String body) {}

    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
    private volatile Answer answer = new Answer(500, Map.of(), "");
    private volatile @Nullable Request last;

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    void answers(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, headers, body);
    }

    Request lastRequest() {
        return requireNonNull(last, "nothing was sent");
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.requestHeaders().forEach(header -> headers.put(header.getKey(), header.getValue()));
            last = new Request(request.method().name(), request.uri(), headers, body);
            Answer told = answer;
            response.status(told.status());
            told.headers().forEach(response::header);
            return response.sendString(Mono.just(told.body())).then();
        });
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
