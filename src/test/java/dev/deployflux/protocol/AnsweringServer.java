package dev.deployflux.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Gives every request the answer that it was told, byte by byte, and keeps those that came since it was told. */
final class AnsweringServer implements AutoCloseable {

    record Answer(int status, Map<String, String> headers, String body) {}

    /** With the headers by name, whatever their case. */
    record Request(String method, String uri, Map<String, String> headers, String body) {}

    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
    private volatile Answer answer = new Answer(500, Map.of(), "");
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    void answers(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, headers, body);
        requests.clear();
    }

    /** Fails if none came, or another. */
    Request onlyRequest() {
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            request.requestHeaders().forEach(header -> headers.put(header.getKey(), header.getValue()));
            requests.add(new Request(request.method().name(), request.uri(), headers, body));
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
