package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guides hang together, and name what there is. */
class GuidesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HOLDER = Pattern.compile("`((?:[a-z]+\\.)*[A-Z]\\w+Test)(?:#(\\w+))?`");
    private static final int FRONT_DOOR = 220;

    @Test
    void theReadmeIsAFrontDoor() {
        assertThat(Guides.read(Path.of("README.md")).lines().count()).isLessThanOrEqualTo(FRONT_DOOR);
    }

    @Test
    void everyGuideIsLinkedFromTheReadme() {
        String readme = Guides.read(Path.of("README.md"));

        assertThat(Guides.files())
                .hasSizeGreaterThan(10)
                .filteredOn(file -> !file.endsWith("README.md"))
                .allSatisfy(guide -> assertThat(readme).contains("](" + slashed(guide)));
    }

    @Test
    void linksLeadSomewhere() {
        for (Path file : withOtherDocuments()) {
            for (MatchResult link : LINK.matcher(Guides.read(file)).results().toList()) {
                assertThat(Guides.leadsSomewhere(file, link.group(1)))
                        .as(file + " links to " + link.group(1))
                        .isTrue();
            }
        }
    }

    private static List<Path> withOtherDocuments() {
        return Stream.concat(Guides.files().stream(), Stream.of(Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md")))
                .toList();
    }

    @Test
    void thereIsATestForEveryPromise() throws ClassNotFoundException {
        List<MatchResult> holders = HOLDER.matcher(Guides.read(Path.of("src", "docs", "guarantees.md")))
                .results()
                .toList();

        assertThat(holders).hasSizeGreaterThan(20);
        for (MatchResult holder : holders) {
            Class<?> test = Class.forName("dev.deployflux." + holder.group(1));
            if (holder.group(2) != null) {
                assertThat(Arrays.stream(test.getDeclaredMethods()).map(method -> method.getName()))
                        .as(holder.group())
                        .contains(holder.group(2));
            }
        }
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
