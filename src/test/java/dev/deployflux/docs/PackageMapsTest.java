package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Javadoc of each package is its map: the compiler refuses links to what is gone, and this what isn't on it. */
class PackageMapsTest {

    static Stream<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(file -> file.endsWith("package-info.java")).map(Path::getParent).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyClassIsOnTheMapOfItsPackage(Path folder) throws IOException {
        String map = Files.readString(folder.resolve("package-info.java"));
        List<String> classes;
        try (Stream<Path> files = Files.list(folder)) {
            classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
        }

        assertThat(classes).isNotEmpty().allSatisfy(name -> assertThat(map).containsPattern("[ .]" + name + "}"));
    }
}
