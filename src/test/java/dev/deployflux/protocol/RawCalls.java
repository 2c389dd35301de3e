package dev.deployflux.protocol;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** Calls of the simulator without any SDK. */
final class RawCalls {

    static final String TARGET = "AmazonEC2ContainerServiceV20141113.";

    record Reply(int status, String contentType, ObjectNode body) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final EcsSimulator ecs;

    RawCalls(EcsSimulator ecs) {
        this.ecs = ecs;
    }

    /** As the case sends it, but for the operation and the body. */
    Reply send(ProtocolCase replayed, Operation operation, String body) throws IOException, InterruptedException {
        return send(replayed, operation, body, Map.of());
    }

    /** Likewise, but for other headers too; one without a value is left out. */
    Reply send(ProtocolCase replayed, Operation operation, String body, Map<String, String> others)
            throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>(replayed.headers());
        headers.put("X-Amz-Target", TARGET + operation.wireName());
        headers.putAll(others);
        headers.values().removeIf(String::isEmpty);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        ecs.endpoint().resolve(replayed.request().getUri()))
                .method(replayed.request().getMethod(), HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    Reply send(Operation operation, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ecs.endpoint())
                .header("X-Amz-Target", TARGET + operation.wireName())
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                Node.parse(response.body()).expectObjectNode());
    }
}
