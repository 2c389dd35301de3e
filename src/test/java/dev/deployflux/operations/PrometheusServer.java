package dev.deployflux.operations;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.FreePort;
import dev.deployflux.fixture.NeededProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Prometheus of the test's own, which scrapes one application every second and judges the kit's alerts as often. Ends with
 * {@link #close()}, and with this Java process at the latest.
 */
public final class PrometheusServer implements AutoCloseable {

    private static final int GIVE_UP_SECONDS = 30;
    private static final JsonMapper JSON = new JsonMapper();

    /** Where Prometheus and its tool are. Never downloaded. */
    record Programs(Path prometheus, Path promtool) {

        static Optional<Programs> find() {
            return NeededProgram.find("PROMETHEUS", "prometheus")
                    .flatMap(server ->
                            NeededProgram.find("PROMTOOL", "promtool").map(tool -> new Programs(server, tool)));
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.find();
    private final Path folder;
    private final Process process;
    private final Thread atExit;

    private PrometheusServer(String job, int target, String alerts) throws IOException {
        folder = Files.createTempDirectory("prometheus");
        Files.writeString(folder.resolve("alerts.yaml"), alerts);
        Files.writeString(folder.resolve("prometheus.yaml"), """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files: [alerts.yaml]
                scrape_configs:
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [targets: ["localhost:%d"]]
                """.formatted(job, target));
        process = new ProcessBuilder(
                        Programs.find().orElseThrow().prometheus().toString(),
                        "--config.file=" + folder.resolve("prometheus.yaml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts one, and returns once it answers.
     *
     * @param job what it calls the application
     * @param target the application's port on this machine
     * @param alerts its rules
     */
    public static PrometheusServer scraping(String job, int target, String alerts) {
        try {
            PrometheusServer server = new PrometheusServer(job, target, alerts);
            Eventually.isAnswered(() -> !server.process.isAlive() || server.isReady());
            if (!server.process.isAlive()) {
                String log = Files.readString(server.folder.resolve("log"));
                server.close();
                throw new IllegalStateException("prometheus did not start:\n" + log);
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (UncheckedIOException e) { // not yet
            return false;
        }
    }

    /** The samples that an expression has now; fails if Prometheus refuses it. */
    public List<JsonNode> query(String expression) {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return data("/api/v1/query?query=" + encoded).path("result").values().stream()
                .toList();
    }

    /** The names of the alerts that fire, in order. */
    public List<String> firing() {
        return alertsIn("firing")
                .map(alert -> alert.path("labels").path("alertname").stringValue())
                .sorted()
                .toList();
    }

    /** What those say who are told of the alerts that fire. */
    public List<String> texts() {
        return alertsIn("firing")
                .flatMap(alert -> alert.path("annotations").values().stream())
                .map(JsonNode::stringValue)
                .toList();
    }

    private Stream<JsonNode> alertsIn(String state) {
        return data("/api/v1/alerts").path("alerts").values().stream()
                .filter(alert -> alert.path("state").stringValue().equals(state));
    }

    private JsonNode data(String path) {
        String body = get(path).body();
        JsonNode answer = JSON.readTree(body);
        if (!answer.path("status").stringValue("").equals("success")) {
            throw new IllegalStateException(path + " is answered by " + body);
        }
        return answer.path("data");
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS)
                .join();
        Runtime.getRuntime().removeShutdownHook(atExit);
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
