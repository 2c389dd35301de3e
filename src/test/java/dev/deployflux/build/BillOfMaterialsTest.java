package dev.deployflux.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CycloneDX file that the build puts beside the jar, written before the tests run. */
class BillOfMaterialsTest {

    private static final Path FILE = Path.of("target/bom.json");

    /** Group, name and version of what the jar itself needs: all else is provided, or what the tests bring. */
    private static final Pattern RESOLVED = Pattern.compile("([\\w.-]+):([\\w.-]+):jar:([\\w.-]+):compile");

    private JsonNode bill = JsonMapper.shared().nullNode();

    @BeforeEach
    void readBill() {
        assertThat(Files.exists(FILE)).withFailMessage("""
                        There is no %s to judge. The build deletes the one of the build before, and cyclonedx:makeBom \
                        writes a new one only if Maven is online: run it without -o, and without -Dcyclonedx.skip.""", FILE).isTrue();
        bill = JsonMapper.shared().readTree(FILE.toFile());
    }

    private List<JsonNode> components() {
        List<JsonNode> components = new ArrayList<>();
        bill.path("components").forEach(components::add);
        return components;
    }

    private static List<String> resolved() throws IOException {
        List<String> resolved = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("target/resolved-dependencies"))) {
            Matcher found = RESOLVED.matcher(line);
            if (found.find()) {
                resolved.add(found.group(1) + ":" + found.group(2) + ":" + found.group(3));
            }
        }
        return resolved;
    }

    @Test
    void listsWhatTheBuildHasResolvedForTheJarAndNothingElse() throws IOException {
        assertThat(components())
                .extracting(component -> component.path("group").asString() + ":"
                        + component.path("name").asString() + ":"
                        + component.path("version").asString())
                .containsExactlyInAnyOrderElementsOf(resolved());
    }

    @Test
    void noneIsOfAnUnexpectedProject() {
        assertThat(components())
                .extracting(component -> component.path("group").asString())
                .containsOnly(
                        "software.amazon.awssdk",
                        "software.amazon.eventstream",
                        "io.netty",
                        "io.projectreactor",
                        "org.reactivestreams",
                        "org.slf4j",
                        "org.jspecify");
        assertThat(components())
                .extracting(component -> component.path("name").asString())
                .contains("ecs", "netty-nio-client", "reactor-core", "jspecify");
    }

    @Test
    void eachHasALicenseAndHashesByWhichItCanBeRecognized() {
        assertThat(components()).allSatisfy(component -> {
            assertThat(component.path("purl").asString()).startsWith("pkg:maven/");
            assertThat(component.path("licenses")).as(component.toString()).isNotEmpty();
            assertThat(component.path("hashes")).isNotEmpty();
            assertThat(component.path("scope").asString()).isEqualTo("required");
        });
    }

    @Test
    void isOfTheLibraryAndTheSameForEachBuildOfIt() {
        JsonNode library = bill.path("metadata").path("component");
        assertThat(library.path("type").asString()).isEqualTo("library");
        assertThat(library.path("name").asString()).isEqualTo("deployflux");
        assertThat(bill.path("metadata").has("timestamp")).isFalse();
    }
}
