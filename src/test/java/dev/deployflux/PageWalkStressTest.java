package dev.deployflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.JCStressTest;

/** Runs {@link PageWalkStress} under jcstress, which needs Java processes of its own. */
class PageWalkStressTest {

    @Test
    void noRaceHasAForbiddenOutcome(@TempDir Path results) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(
                List.of(java.toString(), "-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main"));
        command.addAll(List.of("-t", PageWalkStress.class.getSimpleName()));
        // One JVM mode of eight, for a fast build; without this line jcstress goes through them all.
        command.addAll(List.of("-jvmArgs", "-XX:+UseParallelGC", "-sc", "false", "-af", "NONE"));
        command.addAll(List.of("-f", "1", "-fsm", "1", "-iters", "3", "-time", "200", "-r", results.toString()));
        Process jcstress = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(results.toFile())
                .start();
        String report = new String(jcstress.getInputStream().readAllBytes(), UTF_8);

        long races = Arrays.stream(PageWalkStress.class.getDeclaredClasses())
                .filter(race -> race.isAnnotationPresent(JCStressTest.class))
                .count();
        assertThat(jcstress.waitFor()).as(report).isZero();
        assertThat(report).as("every race has run").contains("All remaining tests: " + races + " matching");
    }
}
