package dev.deployflux.benchmarks.ecs;

import dev.deployflux.simulator.EcsSimulator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Answers ListServiceDeployments over HTTP with what the simulator has answered, byte for byte, in a process of its own,
 * so that what is measured beside it is the client.
 */
final class ReplayServer {

    private static final Pattern TOKEN = Pattern.compile("\"nextToken\":\"([^\"]+)\"");

    private ReplayServer() {}

    /** Serves a history of {@code args[0]} pages until its standard input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, byte[]> pages = record(Integer.parseInt(args[0]));
        long bytes = pages.values().stream().mapToLong(page -> page.length).sum();
        serve(body -> pages.get(tokenOf(body)), List.copyOf(pages.keySet()), bytes);
    }

    /** Answers each request by its body, until the standard input ends. */
    static void serve(Function<String, byte[]> answers, List<String> tokens, long bytes) throws IOException {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            byte[] answer = answers.apply(body);
                            return response.header("content-type", "application/x-amz-json-1.1")
                                    .header("content-length", String.valueOf(answer.length))
                                    .sendObject(Mono.just(Unpooled.wrappedBuffer(answer)))
                                    .then();
                        }))
                .bindNow();
        ServerProcess.serve(server.port(), tokens, bytes);
        server.disposeNow();
    }

    /** Bodies by the token that leads to them; that of the first is empty. */
    private static Map<String, byte[]> record(int pages) throws IOException, InterruptedException {
        Map<String, byte[]> recorded = new LinkedHashMap<>();
        try (EcsSimulator ecs = EcsSimulator.start()) {
            ecs.cluster("prod").service("web").history(100 * pages, Duration.ofMinutes(5));
            HttpClient http = HttpClient.newHttpClient();
            List<String> tokens = new ArrayList<>(List.of(""));
            for (int i = 0; i < tokens.size(); i++) {
                String token = tokens.get(i);
                byte[] body = answer(http, ecs.endpoint(), "ListServiceDeployments", BareHttp.body(token));
                recorded.put(token, body);
                Matcher next = TOKEN.matcher(new String(body, StandardCharsets.UTF_8));
                if (next.find()) {
                    tokens.add(next.group(1));
                }
            }
        }
        return recorded;
    }

    /** What an endpoint says to a call, byte for byte. */
    static byte[] answer(HttpClient http, URI endpoint, String operation, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "AmazonEC2ContainerServiceV20141113." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofByteArray()).body();
    }

    private static String tokenOf(String body) {
        Matcher token = TOKEN.matcher(body);
        return token.find() ? token.group(1) : "";
    }
}
