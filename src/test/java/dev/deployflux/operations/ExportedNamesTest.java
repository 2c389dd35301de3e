package dev.deployflux.operations;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.docs.Guides;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboard and the alerts name is what a registry of Prometheus exports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportedNamesTest {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(deployflux_\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern METER = Pattern.compile("`(deployflux\\.[a-z.]+)`");
    private static final List<String> SUFFIXES = List.of("", "_total", "_count", "_sum", "_max");

    /** What Prometheus adds itself, or what a scrape of Kubernetes does. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance", "namespace");

    /** The values of each label of each metric. */
    private final Map<String, Map<String, Set<String>>> exported = new HashMap<>();

    private EventfulScene scene;

    @BeforeAll
    void play() {
        scene = new EventfulScene();
        SAMPLE.matcher(scene.registry().scrape()).results().forEach(sample -> {
            Map<String, Set<String>> labels = exported.computeIfAbsent(sample.group(1), any -> new HashMap<>());
            String text = sample.group(2) == null ? "" : sample.group(2);
            LABEL.matcher(text).results().forEach(label -> labels.computeIfAbsent(
                            label.group(1), any -> new HashSet<>())
                    .add(label.group(2)));
        });
    }

    @AfterAll
    void end() {
        scene.close();
    }

    static Stream<Expression> expressions() {
        return Stream.concat(Kit.queries().stream(), Kit.alerts().stream().map(Kit.Alert::expr))
                .map(Expression::new);
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void everyMetricIsExportedWithTheLabelsThatAreAskedFor(Expression expression) {
        Set<String> known = new HashSet<>(OF_THE_SCRAPE);
        expression.metrics().forEach((metric, labels) -> {
            assertThat(exported).containsKey(metric);
            Map<String, Set<String>> found = exported.getOrDefault(metric, Map.of());
            known.addAll(found.keySet());
            labels.forEach((label, value) ->
                    assertThat(found.getOrDefault(label, Set.of())).as(label).contains(value));
        });

        assertThat(known).containsAll(expression.grouping());
    }

    @Test
    void theDashboardsVariablesAskForMetricsThatThereAre() {
        Pattern alternatives = Pattern.compile("deployflux_\\(([\\w|]+)\\)");
        String variables = Kit.dashboard().path("templating").toString();
        List<MatchResult> named = alternatives.matcher(variables).results().toList();

        assertThat(named).isNotEmpty().allSatisfy(each -> assertThat(exported.keySet())
                .containsAll(Stream.of(each.group(1).split("\\|", -1))
                        .map("deployflux_"::concat)
                        .toList()));
    }

    @Test
    void everyMeterOfTheGuideIsOnTheDashboard() {
        Set<String> shown = Kit.queries().stream()
                .flatMap(query -> new Expression(query).metrics().keySet().stream())
                .collect(toCollection(TreeSet::new));

        assertThat(metersOfTheGuide())
                .hasSizeGreaterThan(30)
                .allSatisfy(meter -> assertThat(shown).as(meter).containsAnyElementsOf(namesOf(meter)));
    }

    @Test
    void everyMeterOfTheGuideIsMadeInTheScene() {
        assertThat(scene.registry().getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsAll(metersOfTheGuide());
    }

    private static List<String> metersOfTheGuide() {
        return Guides.lines().stream()
                .filter(line -> line.startsWith("| `deployflux.") && line.split("\\|", -1).length == 6)
                .flatMap(line -> METER.matcher(line.split("\\|", -1)[1]).results())
                .map(name -> name.group(1))
                .toList();
    }

    /** As Prometheus names what this meter exports. */
    private List<String> namesOf(String meter) {
        PrometheusMeterRegistry registry = scene.registry();
        Meter.Id id = registry.get(meter).meter().getId();
        String name = registry.config().namingConvention().name(meter, id.getType(), id.getBaseUnit());
        return SUFFIXES.stream().map(name::concat).filter(exported::containsKey).toList();
    }
}
