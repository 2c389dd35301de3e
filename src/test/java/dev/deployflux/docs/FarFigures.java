package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The figures of the guide that says how far it goes, table by table. */
public final class FarFigures {

    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?");

    private FarFigures() {}

    /** Calls a second of an account of 10,000 services, out of either bucket. */
    public record Calls(double deployments, double services) {}

    /** With the detector; with hints, too, if that is asked for. */
    public static Calls calls(boolean hinted) {
        Row row = row("calls a second", hinted ? "the detector and hints" : "the detector");
        return new Calls(row.number(1), row.number(2));
    }

    /** A row of a table. */
    record Row(List<String> cells) {

        String name() {
            return cells.get(0);
        }

        /** The first number in that cell. */
        double number(int cell) {
            return numbers(cell).get(0);
        }

        /** All numbers in that cell, such as the two ends of a span. */
        List<Double> numbers(int cell) {
            List<Double> numbers = NUMBER.matcher(cells.get(cell))
                    .results()
                    .map(MatchResult::group)
                    .map(number -> Double.valueOf(number.replace(",", "")))
                    .toList();
            assertThat(numbers).as("numbers in \"%s\"", cells.get(cell)).isNotEmpty();
            return numbers;
        }
    }

    /** The rows of the table whose head begins so. */
    static List<Row> table(String head) {
        return table(Path.of("src", "docs", "how-far.md"), head);
    }

    private static List<Row> table(Path page, String head) {
        List<String> lines = Guides.read(page).lines().toList();
        List<Row> rows = lines.stream()
                .dropWhile(line -> !line.startsWith("| " + head))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> new Row(Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList()))
                .toList();
        assertThat(rows).as("rows of \"%s\"", head).isNotEmpty();
        return rows;
    }

    static Row row(String head, String name) {
        return row(table(head), head, name);
    }

    /** A row of the benchmarks' tables. */
    static Row benchmark(String head, String name) {
        return row(table(Path.of("benchmarks", "README.md"), head), head, name);
    }

    private static Row row(List<Row> table, String head, String name) {
        return table.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row \"" + name + "\" under \"" + head + "\""));
    }
}
