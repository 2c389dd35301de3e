package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spring Boot 3.5, of which the build copies the jars: nothing starts that can't work, and that is said. */
class OldSpringBootTest {

    private static final Path OLD = Path.of("target/old-spring-boot");

    /** Those of the build whose places the old ones take, and what is made for the new ones alone. */
    private static final Pattern NEW = Pattern.compile(".*[/\\\\](springframework|awspring|commons-logging)[/\\\\].*");

    private static String classPath() throws IOException {
        try (Stream<Path> old = Files.list(OLD)) {
            Stream<String> kept = Pattern.compile(Pattern.quote(File.pathSeparator))
                    .splitAsStream(System.getProperty("java.class.path"))
                    .filter(entry -> !NEW.matcher(entry).matches());
            return Stream.concat(kept, old.map(Path::toString))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static List<String> run(Path directory, String... properties) throws IOException, InterruptedException {
        return ChildJvm.run(
                        classPath(),
                        directory,
                        ChildJvm.SHORT_LIVED,
                        OldSpringBootApplication.class.getName(),
                        List.of(properties))
                .lines()
                .toList();
    }

    @Test
    void onSpringBoot3NothingIsThereWhichIsSaidInOneLine(@TempDir Path directory)
            throws IOException, InterruptedException {
        List<String> lines = run(
                directory,
                "--deployflux.feed.clusters=prod",
                "--deployflux.web.enabled=true",
                "--spring.main.web-application-type=none");

        assertThat(lines)
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("deployflux has no beans here", "need Spring Boot 4, and this is 3.5.")
                .contains("ServiceDeployments, ApiQuota and DeploymentWatcher work")
                .contains("deployflux.enabled=false");
        assertThat(lines)
                .contains("beans: [deployfluxUnsupportedSpringBootAutoConfiguration]", "rows: 3", "events: 2")
                .doesNotContain("made");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("refused: "))
                .satisfiesExactly(
                        line -> assertThat(line).contains("DeploymentRoutes needs Spring Framework 7", "this is 6.2."),
                        line -> assertThat(line).contains("DeploymentSse needs Spring Framework 7", "this is 6.2."));
    }
}
