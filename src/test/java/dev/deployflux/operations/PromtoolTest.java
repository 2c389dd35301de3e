package dev.deployflux.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.operations.Kit.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The alerts in the judgement of Prometheus's own tool. */
@PrometheusTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PromtoolTest {

    private static final Pattern DIFFERENCE = Pattern.compile("exp: ?(.*)\n +got: ?(.*)");
    private static final Pattern NAME = Pattern.compile("alertname=\"(\\w+)\"");

    /** How it ended, and what it printed. */
    private record Verdict(int exit, String output) {}

    private static Verdict promtool(Path folder, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                PrometheusServer.Programs.find().orElseThrow().promtool().toString()));
        command.addAll(arguments);
        Path printed = Files.createTempFile("promtool", ".log");
        try {
            int exit = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start()
                    .waitFor();
            return new Verdict(exit, Files.readString(printed));
        } finally {
            Files.delete(printed);
        }
    }

    private static Verdict testRules(Path folder) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("test", "rules"));
        Kit.testsOfAlerts().forEach(file -> arguments.add(file.getFileName().toString()));
        return promtool(folder, arguments);
    }

    private static void copy(Path folder, String alerts) throws IOException {
        for (Path file : Kit.testsOfAlerts()) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        Files.writeString(folder.resolve(Kit.ALERTS.getFileName()), alerts);
    }

    @Test
    void theRulesAreInOrder() throws IOException, InterruptedException {
        Verdict verdict = promtool(Kit.FOLDER, List.of("check", "rules", "deployflux-alerts.yaml"));

        assertThat(verdict.exit()).as(verdict.output()).isZero();
        assertThat(verdict.output()).contains(Kit.alerts().size() + " rules found");
    }

    @Test
    void eachAlertFiresInItsCaseAndInNoOther() throws IOException, InterruptedException {
        Verdict verdict = testRules(Kit.FOLDER);

        assertThat(Kit.testsOfAlerts()).hasSize(2);
        assertThat(verdict.exit()).as(verdict.output()).isZero();
    }

    /** The alerts that one kind of line of what promtool prints has, and the line beside it hasn't. */
    private static Set<String> named(Verdict verdict, String in, String butNotIn) {
        assertThat(verdict.exit()).isNotZero();
        Set<String> names = new HashSet<>();
        DIFFERENCE.matcher(verdict.output()).results().forEach(difference -> {
            Map<String, String> lines = Map.of("exp", difference.group(1), "got", difference.group(2));
            Set<String> here = names(lines.get(in));
            here.removeAll(names(lines.get(butNotIn)));
            names.addAll(here);
        });
        return names;
    }

    private static Set<String> names(@Nullable String line) {
        return NAME.matcher(String.valueOf(line))
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<String> alerts() {
        return Kit.alerts().stream().map(Alert::name).toList();
    }

    @Test
    void eachAlertIsMissedWhereItIsForgotten(@TempDir Path folder) throws IOException, InterruptedException {
        copy(folder, Kit.read(Kit.ALERTS).replace("alert: Deployflux", "alert: Forgotten"));

        assertThat(named(testRules(folder), "exp", "got")).containsExactlyInAnyOrderElementsOf(alerts());
    }

    @Test
    void eachAlertIsSeenToComeTooSoonWhereItDoesNotWait(@TempDir Path folder) throws IOException, InterruptedException {
        copy(folder, Kit.read(Kit.ALERTS).replaceAll("(?m)^( +for: )\\d+m$", "$10m"));

        assertThat(named(testRules(folder), "got", "exp")).containsExactlyInAnyOrderElementsOf(alerts());
    }
}
