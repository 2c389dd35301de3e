package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What readers are told to type names profiles, plugins, folders, classes and properties that there are. */
class CommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`|&& )((?:mvn|java) [^`\n]+(?:\n[^`\n]+(?=`))?)");
    private static final Pattern PROFILE = Pattern.compile(" -P(\\S+)");
    private static final Pattern PLUGIN = Pattern.compile(" ([a-z-]+):[a-z-]+(?= |$)");
    private static final Pattern FOLDER = Pattern.compile(" -f (\\S+)");
    private static final Pattern CLASS = Pattern.compile("(?:[a-z]\\w*\\.)+[A-Z]\\w+");
    private static final Pattern PROPERTY = Pattern.compile(" -D([^= ]+)");
    private static final Pattern ARGUMENT = Pattern.compile("=--([^= ]+)");
    private static final List<String> MAVENS_OWN = List.of("skipTests", "mdep.outputFile");

    static Stream<String> commands() {
        return Stream.concat(
                        Guides.files().stream(), Stream.of(Path.of("CONTRIBUTING.md"), Path.of("benchmarks/README.md")))
                .flatMap(file -> COMMAND.matcher(Guides.read(file)).results())
                .map(command -> command.group(1).replace('\n', ' ').strip())
                .distinct();
    }

    private static List<String> found(Pattern pattern, String command) {
        return pattern.matcher(command)
                .results()
                .map(result -> result.group(result.groupCount()))
                .toList();
    }

    private static String sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Guides::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesWhatThereIs(String command) throws IOException {
        String pom = Guides.read(Path.of("pom.xml"));
        String programs = sources("src/test/java/dev/deployflux/demo")
                + sources("src/test/java/dev/deployflux/soak")
                + sources("src/test/java/dev/deployflux/proxies")
                + sources("src/test/java/dev/deployflux/replicas");

        assertThat(found(PROFILE, command))
                .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
        assertThat(found(PLUGIN, command)).allSatisfy(plugin -> assertThat(pom)
                .containsAnyOf(plugin + "-maven-plugin", "maven-" + plugin + "-plugin"));
        assertThat(found(FOLDER, command))
                .allSatisfy(folder -> assertThat(Path.of(folder, "pom.xml")).exists());
        assertThat(found(CLASS, command)).allSatisfy(CommandsTest::exists);
        assertThat(found(PROPERTY, command))
                .filteredOn(property -> !MAVENS_OWN.contains(property))
                .filteredOn(property -> !property.equals("spring-boot.run.arguments"))
                .allSatisfy(
                        property -> assertThat(pom).containsPattern("<(name>)?" + Pattern.quote(property) + "[<>]"));
        assertThat(found(ARGUMENT, command))
                .filteredOn(argument -> !argument.startsWith("server."))
                .allSatisfy(
                        argument -> assertThat(programs).containsPattern("[\"{-]" + Pattern.quote(argument) + "\\b"));
    }

    private static void exists(String type) {
        Path benchmark = Path.of("benchmarks", "src", "main", "java", type.replace('.', '/') + ".java");
        if (!Files.exists(benchmark)) {
            assertThat(type).satisfies(name -> Class.forName(name, false, CommandsTest.class.getClassLoader()));
        }
    }
}
