package dev.deployflux.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The dashboard is one that any Grafana can import. */
class DashboardTest {

    private static final int COLUMNS = 24;

    private static Stream<JsonNode> graphs() {
        return Kit.panels().stream()
                .filter(panel -> !panel.path("type").stringValue().equals("row"));
    }

    private static List<JsonNode> variables() {
        return Kit.dashboard().path("templating").path("list").values().stream().toList();
    }

    @Test
    void eachPanelHasAnIdOfItsOwn() {
        assertThat(Kit.panels())
                .hasSizeGreaterThan(25)
                .extracting(panel -> panel.path("id").intValue(0))
                .doesNotHaveDuplicates()
                .allMatch(id -> id > 0);
    }

    @Test
    void itIsOfNobodysGrafana() {
        assertThat(Kit.dashboard().has("id")).isFalse();
        assertThat(Kit.dashboard().has("uid")).isFalse();
        assertThat(Kit.dashboard().findValuesAsString("uid")).isNotEmpty().allSatisfy(uid -> assertThat(uid)
                .isEqualTo("${datasource}"));
    }

    @Test
    void whereItAsksIsChosenFirst() {
        JsonNode first = variables().get(0);

        assertThat(first.path("name").stringValue()).isEqualTo("datasource");
        assertThat(first.path("type").stringValue()).isEqualTo("datasource");
        assertThat(first.path("query").stringValue()).isEqualTo("prometheus");
        assertThat(graphs()).allSatisfy(panel -> {
            assertThat(panel.path("datasource").path("type").stringValue()).isEqualTo("prometheus");
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> assertThat(
                            target.path("datasource").path("uid").stringValue())
                    .isEqualTo("${datasource}"));
        });
    }

    @Test
    void eachQueryIsOfTheApplicationsAndReplicasThatAreChosen() {
        assertThat(Kit.queries()).allSatisfy(query -> {
            long selectors = new Expression(query).metrics().size();
            assertThat(query.split("job=~\"\\$job\"", -1)).hasSizeGreaterThan((int) selectors);
            assertThat(query).contains("$job");
        });
        assertThat(variables())
                .extracting(variable -> variable.path("name").stringValue())
                .containsExactly("datasource", "job", "instance");
    }

    @Test
    void eachPanelSaysWhatItShowsAndNamesEachOfItsLines() {
        assertThat(graphs()).allSatisfy(panel -> {
            assertThat(panel.path("title").stringValue()).isNotBlank();
            assertThat(panel.path("description").stringValue()).endsWith(".");
            assertThat(panel.path("targets").findValuesAsString("legendFormat"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(legend -> assertThat(legend).isNotBlank());
            assertThat(panel.path("targets").findValuesAsString("refId")).doesNotHaveDuplicates();
        });
    }

    @Test
    void noPanelLiesOnAnother() {
        boolean[][] taken = new boolean[200][COLUMNS];
        assertThat(Kit.panels()).allSatisfy(panel -> {
            JsonNode place = panel.path("gridPos");
            int left = place.path("x").intValue();
            int top = place.path("y").intValue();
            for (int y = top; y < top + place.path("h").intValue(); y++) {
                for (int x = left; x < left + place.path("w").intValue(); x++) {
                    assertThat(x).isLessThan(COLUMNS);
                    assertThat(taken[y][x])
                            .as(panel.path("title").stringValue())
                            .isFalse();
                    taken[y][x] = true;
                }
            }
        });
    }
}
