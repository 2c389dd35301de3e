package dev.deployflux.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What JMH would run. */
final class AllBenchmarks {

    private AllBenchmarks() {}

    /** Class and method of each, as in {@code SmallDemand.deployflux}. */
    static Set<String> names() {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(entry -> shortened(entry.getUsername()))
                .collect(Collectors.toSet());
    }

    static String shortened(String benchmark) {
        String[] parts = benchmark.split("\\.");
        return parts[parts.length - 2] + "." + parts[parts.length - 1];
    }
}
