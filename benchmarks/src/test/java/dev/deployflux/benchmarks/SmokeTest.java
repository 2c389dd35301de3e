package dev.deployflux.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs and brings the right rows, which each checks itself. No time is asserted. */
class SmokeTest {

    @Test
    void everyBenchmarkBringsItsRows() throws RunnerException {
        Options options = new OptionsBuilder()
                .include("dev.deployflux.benchmarks")
                .forks(0) // rows need no JVM of their own, which takes minutes
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                // One value of each parameter that costs time: 20 services take half a second at ECS's rate.
                .param("services", "20")
                .param("slices", "8")
                .param("events", "5")
                .param("setting", "completeOnEventLoop")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .resultFormat(ResultFormatType.JSON)
                .result("target/smoke.json")
                .build();

        Collection<RunResult> results = new Runner(options).run();

        assertThat(results.stream()
                        .map(result ->
                                AllBenchmarks.shortened(result.getParams().getBenchmark()))
                        .collect(Collectors.toSet()))
                .isEqualTo(AllBenchmarks.names());
    }
}
