package dev.deployflux.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.docs.Guides;
import dev.deployflux.operations.Kit.Alert;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alert is one for somebody who is woken by it. */
class AlertsTest {

    static Stream<Alert> alerts() {
        return Kit.alerts().stream();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void saysWhatIsWrongAndWhatToDo(Alert alert) {
        assertThat(alert.name()).startsWith("Deployflux");
        assertThat(alert.waits()).matches("[1-9][0-9]*m");
        assertThat(alert.labels().get("severity")).isIn("critical", "warning");
        assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "guide");
        assertThat(alert.annotations().get("summary"))
                .startsWith("{{ $labels.job }}: ")
                .hasSizeLessThan(120);
        assertThat(alert.annotations().get("description")).endsWith(".").hasSizeBetween(80, 500);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void leadsToASectionOfAGuide(Alert alert) {
        String guide = String.valueOf(alert.annotations().get("guide"));

        assertThat(Guides.leadsSomewhere(Kit.ALERTS, guide)).as(guide).isTrue();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void isInTheGuidesTable(Alert alert) {
        assertThat(Guides.lines())
                .filteredOn(line -> line.startsWith("| `" + alert.name() + "` |"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).contains("| " + alert.waits().replace("m", " min") + " |");
                    assertThat(row.contains("**"))
                            .as("only what wakes people is in bold type")
                            .isEqualTo("critical".equals(alert.labels().get("severity")));
                });
    }

    @Test
    void theGuidesTableHasNoOthers() {
        List<String> names = Kit.alerts().stream().map(Alert::name).toList();

        assertThat(names).hasSizeGreaterThan(15).doesNotHaveDuplicates();
        assertThat(Guides.lines().stream()
                        .filter(line -> line.startsWith("| `Deployflux"))
                        .map(line -> line.substring(3, line.indexOf('`', 3))))
                .containsExactlyInAnyOrderElementsOf(names);
    }
}
