package dev.deployflux.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.JCStressTest;

/** Runs the races of the classes whose names end in {@code Stress}, under jcstress, which takes long to start. */
class StressTest {

    /**
     * One JVM mode of eight, and short, for a fast build. Before it measures, each JVM of jcstress runs some thirty times
     * as many races as are in one round: rounds of 40 strides of 64, instead of 256, halve its time, and bring more
     * of the rare outcomes, because the actors meet after each stride.
     */
    private static final String QUICK = "-jvmArgs -XX:+UseParallelGC -sc false -af NONE -f 1 -fsm 0 -iters 1 -time 300"
            + " -strideSize 64 -strideCount 40 -pth false";

    private static final List<String> RACES = List.of(
            "dev.deployflux.paging.PageWalkStress",
            "dev.deployflux.FanOutStress",
            "dev.deployflux.DetailsStress",
            "dev.deployflux.quota.PermitStress",
            "dev.deployflux.quota.ShareStress",
            "dev.deployflux.watch.FeedStress");

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES) // on a machine that is busy with other things
    void noRaceHasAForbiddenOutcome(@TempDir Path results)
            throws IOException, InterruptedException, ClassNotFoundException {
        String report = ChildJvm.run(
                results,
                List.of(),
                StressRun.class.getName(),
                List.of(("-t " + String.join("|", RACES) + " " + QUICK + " -r " + results).split(" ")));

        long races = 0;
        for (String each : RACES) {
            races += Arrays.stream(Class.forName(each).getDeclaredClasses())
                    .filter(race -> race.isAnnotationPresent(JCStressTest.class))
                    .count();
        }
        assertThat(report).as("every race has run").contains("All remaining tests: " + races + " matching");
    }
}
