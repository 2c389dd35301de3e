package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.annotations.JCStressTest;

/** Runs {@link PermitStress} under jcstress. */
class PermitStressTest {

    /** One JVM mode of eight, and short, for a fast build. */
    private static final String QUICK = "-jvmArgs -XX:+UseParallelGC -sc false -af NONE -f 1 -fsm 1 -iters 3 -time 100";

    @Test
    void noRaceHasAForbiddenOutcome(@TempDir Path results) throws IOException, InterruptedException {
        String report = ChildJvm.run(
                results,
                List.of(),
                Main.class.getName(),
                List.of(("-t " + PermitStress.class.getSimpleName() + " " + QUICK + " -r " + results).split(" ")));

        long races = Arrays.stream(PermitStress.class.getDeclaredClasses())
                .filter(race -> race.isAnnotationPresent(JCStressTest.class))
                .count();
        assertThat(report).as("every race has run").contains("All remaining tests: " + races + " matching");
    }
}
