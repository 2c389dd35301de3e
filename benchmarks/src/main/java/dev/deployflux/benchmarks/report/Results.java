package dev.deployflux.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What JMH has measured, of all files of a folder. */
final class Results {

    /**
     * One benchmark with one value of each parameter.
     *
     * @param error half of the 99.9 % confidence interval; NaN if there was one iteration
     * @param others what was measured besides, by name
     */
    record Result(
            String benchmark,
            String method,
            Map<String, String> params,
            double score,
            double error,
            String unit,
            Map<String, Double> others) {

        /** That, for each of so many queries. */
        Optional<Double> perQuery(String counter) {
            return Optional.ofNullable(others.get(counter)).map(count -> count / others.get("queries"));
        }
    }

    private final List<Result> all = new ArrayList<>();

    private Results() {}

    static Results of(Path folder) throws IOException {
        Results results = new Results();
        JsonMapper json = new JsonMapper();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                json.readTree(file).forEach(run -> results.all.add(result(run)));
            }
        }
        return results;
    }

    private static Result result(JsonNode run) {
        String[] name = run.path("benchmark").asString().split("\\.");
        JsonNode primary = run.path("primaryMetric");
        Map<String, String> params = new TreeMap<>();
        run.path("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asString()));
        Map<String, Double> others = new TreeMap<>();
        run.path("secondaryMetrics")
                .properties()
                .forEach(metric ->
                        others.put(metric.getKey(), number(metric.getValue().path("score"))));
        return new Result(
                name[name.length - 2],
                name[name.length - 1],
                params,
                number(primary.path("score")),
                number(primary.path("scoreError")),
                primary.path("scoreUnit").asString(),
                others);
    }

    /** JMH writes what isn't a number as a text. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    /** The one of that method whose parameters have these values. */
    Optional<Result> find(String benchmark, String method, Map<String, String> params) {
        return all.stream()
                .filter(result -> result.benchmark().equals(benchmark)
                        && result.method().equals(method)
                        && result.params().entrySet().containsAll(params.entrySet()))
                .findFirst();
    }
}
