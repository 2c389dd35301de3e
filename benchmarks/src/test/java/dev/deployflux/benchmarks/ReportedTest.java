package dev.deployflux.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.benchmarks.report.ReportedBenchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** No benchmark is left out of the report, whatever it shows. */
class ReportedTest {

    @Test
    void everyBenchmarkIsReported() {
        assertThat(ReportedBenchmarks.names()).isEqualTo(AllBenchmarks.names());
    }

    @Test
    void theReadmeHasAPlaceForEach() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(AllBenchmarks.names())
                .map(name -> name.substring(0, name.indexOf('.')))
                .allSatisfy(benchmark -> assertThat(readme)
                        .contains("<!-- results of " + benchmark + " -->", "charts/" + benchmark + ".svg"));
    }
}
