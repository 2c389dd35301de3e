package dev.deployflux.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kit's files as tests read them. */
public final class Kit {

    static final Path FOLDER = Path.of("src", "docs", "operations");
    static final Path ALERTS = FOLDER.resolve("deployflux-alerts.yaml");

    private static final Pattern WAIT_IN_MINUTES = Pattern.compile("(?m)^( +for: \\d+)m$");

    private Kit() {}

    /** An alert rule; {@code waits} is how long its condition holds before it fires. */
    record Alert(String name, String expr, String waits, Map<String, String> labels, Map<String, String> annotations) {

        @SuppressWarnings("unchecked") // as promtool checks
        static Alert of(Map<String, Object> rule) {
            return new Alert(
                    String.valueOf(rule.get("alert")),
                    String.valueOf(rule.get("expr")),
                    String.valueOf(rule.get("for")),
                    (Map<String, String>) Objects.requireNonNull(rule.get("labels")),
                    (Map<String, String>) Objects.requireNonNull(rule.get("annotations")));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // as promtool checks
    static List<Alert> alerts() {
        Map<String, List<Map<String, Object>>> file = new Yaml().load(read(ALERTS));
        return Objects.requireNonNull(file.get("groups")).stream()
                .flatMap(group -> ((List<Map<String, Object>>) Objects.requireNonNull(group.get("rules"))).stream())
                .map(Alert::of)
                .toList();
    }

    /**
     * The alerts with all else as it is, but where one waits for some minutes, it waits for as many seconds: for a test that
     * hasn't got the time.
     */
    public static String hurriedAlerts() {
        return WAIT_IN_MINUTES.matcher(read(ALERTS)).replaceAll("$1s");
    }

    /** What promtool runs. */
    static List<Path> testsOfAlerts() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith("-test.yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode dashboard() {
        return new JsonMapper().readTree(read(FOLDER.resolve("deployflux-dashboard.json")));
    }

    /** Those in rows too, and the rows. */
    static List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        }
        return panels;
    }

    /** What the dashboard's panels ask for. */
    public static List<String> queries() {
        return panels().stream()
                .flatMap(panel -> panel.path("targets").values().stream())
                .map(target -> target.path("expr").stringValue())
                .toList();
    }

    /** Likewise as Grafana would send it: of all applications and replicas, over some seconds. */
    public static List<String> queriesOfAll() {
        return queries().stream()
                .map(query ->
                        query.replace("$job", ".*").replace("$instance", ".*").replace("$__rate_interval", "10s"))
                .toList();
    }
}
