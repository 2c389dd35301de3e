package dev.deployflux.benchmarks.ecs;

import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The same pages without the SDK: unsigned, and no row is made. What is left is what the wire and the parsing cost. */
public final class BareHttp {

    private static final JsonFactory JSON = new JsonFactory();

    private final HttpClient http;
    private final List<String> tokens;

    public BareHttp(URI endpoint, List<String> tokens) {
        this.http = HttpClient.create().baseUrl(endpoint.toString()).headers(headers -> headers.set(
                        "content-type", "application/x-amz-json-1.1")
                .set("x-amz-target", "AmazonEC2ContainerServiceV20141113.ListServiceDeployments"));
        this.tokens = tokens;
    }

    /** One page after another, as their bytes. Counts them. */
    public Mono<Long> bytes(Blackhole blackhole) {
        return pages(body -> {
            blackhole.consume(body);
            return body.length;
        });
    }

    /** One page after another, token by token of their JSON; every text is read. Counts rows. */
    public Mono<Long> parsed(Blackhole blackhole) {
        return pages(body -> parse(body, blackhole));
    }

    private Mono<Long> pages(ToIntFunction<byte[]> countOf) {
        return Flux.fromIterable(tokens)
                .concatMap(
                        token -> http.post()
                                .send((request, out) -> out.sendObject(
                                        Unpooled.wrappedBuffer(body(token).getBytes(StandardCharsets.UTF_8))))
                                .responseSingle((response, content) -> content.asByteArray()),
                        1)
                .map(countOf::applyAsInt)
                .reduce(0L, Long::sum);
    }

    private static int parse(byte[] body, Blackhole blackhole) {
        int rows = 0;
        int depth = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT -> rows += ++depth == 2 ? 1 : 0;
                    case END_OBJECT -> depth--;
                    case VALUE_STRING -> blackhole.consume(parser.getString());
                    case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> blackhole.consume(parser.getDecimalValue());
                    default -> {}
                }
            }
        }
        return rows;
    }

    /** The request for the page that a token leads to; empty for the first. */
    static String body(String token) {
        return "{\"service\":\"web\",\"cluster\":\"prod\",\"maxResults\":100"
                + (token.isEmpty() ? "" : ",\"nextToken\":\"" + token + "\"") + "}";
    }
}
