package dev.deployflux.docs;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import org.springframework.util.DigestUtils;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * As much of SQS as polling one queue takes: each receive gets the next answer, and is held while there is none. Any other call
 * finds nothing.
 */
final class SqsStub implements AutoCloseable {

    private record Answer(int status, Map<String, ?> body) {}

    private final Queue<Answer> ready = new ArrayDeque<>();
    private final Queue<Sinks.One<Answer>> held = new ArrayDeque<>();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final List<JsonNode> receives = new CopyOnWriteArrayList<>();
    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The next receive brings these; the handle of each is its body. */
    void brings(String... bodies) {
        List<Map<String, String>> messages = Arrays.stream(bodies)
                .map(body -> Map.of(
                        "MessageId",
                        "id-" + DigestUtils.md5DigestAsHex(body.getBytes(StandardCharsets.UTF_8)),
                        "ReceiptHandle",
                        body,
                        "MD5OfBody",
                        DigestUtils.md5DigestAsHex(body.getBytes(StandardCharsets.UTF_8)),
                        "Body",
                        body))
                .toList();
        answer(new Answer(200, bodies.length == 0 ? Map.of() : Map.of("Messages", messages)));
    }

    /** The next receive is refused, for good as the SDK reads it. */
    void refuses() {
        answer(new Answer(400, Map.of("__type", "com.amazonaws.sqs#QueueDoesNotExist", "message", "It is gone.")));
    }

    /** The bodies of the requests to receive so far. */
    List<JsonNode> receives() {
        return receives;
    }

    /** The handles of what has been deleted so far. */
    List<String> deleted() {
        return deleted;
    }

    /** Completes when a connection is closed on which a receive came. */
    Mono<Void> whenAborted() {
        return closed.asMono();
    }

    private synchronized void answer(Answer answer) {
        Sinks.One<Answer> receive = held.poll();
        if (receive == null) {
            ready.add(answer);
        } else {
            receive.emitValue(answer, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    private synchronized Mono<Answer> nextAnswer() {
        Answer answer = ready.poll();
        if (answer != null) {
            return Mono.just(answer);
        }
        Sinks.One<Answer> receive = Sinks.one();
        held.add(receive);
        return receive.asMono();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().flatMap(text -> {
            JsonNode body = JsonMapper.shared().readTree(text);
            return Mono.from(
                    switch (String.valueOf(request.requestHeaders().get("X-Amz-Target"))) {
                        case "AmazonSQS.ReceiveMessage" -> receive(body, response);
                        case "AmazonSQS.DeleteMessageBatch" -> delete(body, response);
                        default -> send(response, new Answer(200, Map.of()));
                    });
        });
    }

    private Publisher<Void> receive(JsonNode body, HttpServerResponse response) {
        Mono<Answer> answer = nextAnswer();
        response.withConnection(
                connection -> connection.channel().closeFuture().addListener(end -> closed.tryEmitEmpty()));
        receives.add(body);
        return answer.flatMap(told -> Mono.from(send(response, told)));
    }

    private Publisher<Void> delete(JsonNode body, HttpServerResponse response) {
        List<Map<String, String>> successful = new ArrayList<>();
        for (JsonNode entry : body.path("Entries")) {
            successful.add(Map.of("Id", entry.path("Id").asString()));
            deleted.add(entry.path("ReceiptHandle").asString());
        }
        return send(response, new Answer(200, Map.of("Successful", successful, "Failed", List.of())));
    }

    private static Publisher<Void> send(HttpServerResponse response, Answer answer) {
        return response.status(answer.status())
                .header("Content-Type", "application/x-amz-json-1.0")
                .sendString(Mono.just(JsonMapper.shared().writeValueAsString(answer.body())));
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
