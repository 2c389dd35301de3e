package dev.deployflux.benchmarks.report;

import dev.deployflux.benchmarks.report.Groups.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes what was measured into {@code README.md}, between {@code <!-- results of X -->} and {@code <!-- end -->}, and
 * into {@code charts}. What wasn't measured stays as it is.
 */
public final class Report {

    private Report() {}

    /** {@code args[0]} is the folder of JMH's JSON files; it is run in the folder of the README. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("Give the folder that has the JSON files, such as: Report results");
        }
        Results results = Results.of(Path.of(args[0]));
        Path readme = Path.of("README.md");
        String text = Files.readString(readme);
        for (Map.Entry<String, List<Group>> benchmark : byBenchmark().entrySet()) {
            text = write(benchmark.getKey(), benchmark.getValue(), results, text);
        }
        Files.writeString(readme, text);
    }

    private static Map<String, List<Group>> byBenchmark() {
        return Groups.all().stream()
                .collect(Collectors.groupingBy(Group::benchmark, LinkedHashMap::new, Collectors.toList()));
    }

    private static String write(String benchmark, List<Group> groups, Results results, String readme)
            throws IOException {
        List<String> tables = new ArrayList<>();
        Chart chart = new Chart();
        for (Group group : groups) {
            Table table = new Table(group, results);
            if (!table.isEmpty()) {
                tables.add(table.markdown());
                chart.add(group, results);
            }
        }
        if (tables.isEmpty()) {
            return readme;
        }
        Files.createDirectories(Path.of("charts"));
        Files.writeString(Path.of("charts", benchmark + ".svg"), chart.svg());
        Matcher place = Pattern.compile("(<!-- results of " + benchmark + " -->\n).*?(<!-- end -->)", Pattern.DOTALL)
                .matcher(readme);
        if (!place.find()) {
            throw new IllegalStateException("README.md has no place for the results of " + benchmark);
        }
        String shown = "![" + benchmark + "](charts/" + benchmark + ".svg)\n\n" + String.join("\n", tables);
        return place.replaceFirst(Matcher.quoteReplacement(place.group(1) + shown + place.group(2)));
    }
}
