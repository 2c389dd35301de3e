package dev.deployflux.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms on a package's map lie one above the other: a class uses those of its own room, and of rooms further down. */
class RoomsTest {

    private static final Pattern LINK = Pattern.compile("\\{@link\\s+(?:\\*\\s+)?(?:[a-z.]+\\.)?([A-Z]\\w+)}");
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.deployflux");

    static Stream<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(file -> file.endsWith("package-info.java")).toList().stream();
        }
    }

    /** The number of each class's room, from the top down. */
    private static Map<String, Integer> rooms(Path packageInfo) throws IOException {
        String text = Files.readString(packageInfo);
        int map = text.indexOf("The map of the package");
        Map<String, Integer> rooms = new HashMap<>();
        List<String> items = map < 0 ? List.of() : List.of(text.substring(map).split("<li>"));
        for (int room = 1; room < items.size(); room++) {
            int number = room;
            LINK.matcher(items.get(room)).results().forEach(link -> rooms.putIfAbsent(link.group(1), number));
        }
        return rooms;
    }

    @ParameterizedTest
    @MethodSource("packages")
    void noArrowRunsBackUp(Path packageInfo) throws IOException {
        Map<String, Integer> rooms = rooms(packageInfo);
        String folder = Path.of("src", "main", "java")
                .relativize(packageInfo.getParent())
                .toString();
        String name = folder.replace('/', '.').replace('\\', '.');

        TreeSet<String> upwards = new TreeSet<>();
        for (JavaClass from : CLASSES.get(name + ".package-info").getPackage().getClasses()) {
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass();
                String above = outer(from);
                String below = outer(to);
                if (to.getPackageName().equals(name)
                        && rooms.getOrDefault(above, 0) > rooms.getOrDefault(below, Integer.MAX_VALUE)) {
                    upwards.add(above + " -> " + below);
                }
            });
        }

        assertThat(upwards).isEmpty();
    }

    private static String outer(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getSimpleName();
    }

    /** Otherwise a map that this can't read would have no rooms, and no arrow. */
    @ParameterizedTest
    @MethodSource("packages")
    void theMapIsRead(Path packageInfo) throws IOException {
        String text = Files.readString(packageInfo);
        List<String> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(packageInfo.getParent())) {
            files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(file -> Character.isUpperCase(file.charAt(0)))
                    .forEach(classes::add);
        }

        if (text.contains("<li>")) {
            assertThat(rooms(packageInfo).keySet()).containsAll(classes);
        } else {
            assertThat(classes).hasSizeLessThan(12);
        }
    }
}
