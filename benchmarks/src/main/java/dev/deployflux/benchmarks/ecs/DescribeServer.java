package dev.deployflux.benchmarks.ecs;

import dev.deployflux.simulator.EcsSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers DescribeServices of ten services, and ListServiceDeployments of one, over HTTP with what the simulator has answered,
 * in a process of its own.
 */
final class DescribeServer {

    private static final String TEN = IntStream.range(0, 10)
            .mapToObj(i -> "\"service-" + i + "\"")
            .collect(Collectors.joining(",", "{\"cluster\":\"prod\",\"services\":[", "]}"));

    private DescribeServer() {}

    /** Serves services with {@code args[0]} events each until its standard input ends. */
    public static void main(String[] args) throws IOException, InterruptedException {
        byte[] described;
        byte[] listed;
        try (EcsSimulator ecs = EcsSimulator.builder()
                .eventsPerService(Integer.parseInt(args[0]))
                .start()) {
            for (int i = 0; i < 10; i++) {
                ecs.cluster("prod").service("service-" + i).history(1, Duration.ofDays(3));
            }
            HttpClient http = HttpClient.newHttpClient();
            URI endpoint = ecs.endpoint();
            described = ReplayServer.answer(http, endpoint, "DescribeServices", TEN);
            listed = ReplayServer.answer(
                    http, endpoint, "ListServiceDeployments", "{\"cluster\":\"prod\",\"service\":\"service-0\"}");
        }
        ReplayServer.serve(body -> body.contains("\"services\"") ? described : listed, List.of(), described.length);
    }
}
