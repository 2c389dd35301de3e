package dev.deployflux.benchmarks.report;

import java.util.Set;
import java.util.stream.Collectors;

/** What the report shows. */
public final class ReportedBenchmarks {

    private ReportedBenchmarks() {}

    /** Class and method of each, as in {@code SmallDemand.deployflux}. */
    public static Set<String> names() {
        return Groups.all().stream()
                .flatMap(group -> group.rows().stream().map(row -> group.benchmark() + "." + row.method()))
                .collect(Collectors.toSet());
    }
}
