package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CycloneDX file that the build puts beside the jar, written before the tests run. */
class BillOfMaterialsTest {

    private static final JsonNode BILL =
            JsonMapper.shared().readTree(Path.of("target/bom.json").toFile());

    private static List<JsonNode> components() {
        List<JsonNode> components = new ArrayList<>();
        BILL.path("components").forEach(components::add);
        return components;
    }

    @Test
    void listsWhatTheJarBringsAndNothingElse() {
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
        JsonNode library = BILL.path("metadata").path("component");
        assertThat(library.path("type").asString()).isEqualTo("library");
        assertThat(library.path("name").asString()).isEqualTo("deployflux");
        assertThat(BILL.path("metadata").has("timestamp")).isFalse();
    }
}
