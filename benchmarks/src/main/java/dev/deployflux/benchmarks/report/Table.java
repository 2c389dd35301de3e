package dev.deployflux.benchmarks.report;

import dev.deployflux.benchmarks.report.Groups.Group;
import dev.deployflux.benchmarks.report.Groups.Row;
import dev.deployflux.benchmarks.report.Results.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A group as Markdown. */
final class Table {

    /** What there may be besides the time: shown where at least one row has it. */
    private record Column(String head, Function<Result, Optional<String>> cell) {}

    private final Group group;
    private final List<Row> rows = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();

    /** Of those rows that were measured. */
    Table(Group group, Results measured) {
        this.group = group;
        for (Row row : group.rows()) {
            measured.find(group.benchmark(), row.method(), row.params()).ifPresent(result -> {
                rows.add(row);
                results.add(result);
            });
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    String markdown() {
        List<Column> columns = new ArrayList<>(List.of(new Column(
                unit() + " a " + group.unit(), result -> Optional.of(withError(result.score(), result.error())))));
        other(columns, "of " + group.baseline(), result -> Optional.of(ratio(result))
                .filter(ratio -> !ratio.isEmpty()));
        other(columns, "CPU, ns", result -> metric(result, "cpu.norm"));
        other(columns, "allocated, B", result -> metric(result, "gc.alloc.rate.norm"));
        other(columns, "calls", result -> result.perQuery("calls").map(Table::number));
        other(columns, "DescribeServices", result -> result.perQuery("describedServices")
                .map(Table::number));
        other(columns, "bytes", result -> result.perQuery("bytes").map(Table::number));
        other(columns, "throttled", result -> result.perQuery("throttled").map(Table::number));
        other(columns, "deployflux, of SDK paginator", Table::inTurn);
        other(columns, "services lost", result -> result.perQuery("failedServices")
                .map(Table::number));

        StringBuilder text = new StringBuilder();
        line(text, group.title(), columns.stream().map(Column::head).toList());
        line(text, "---", columns.stream().map(column -> "---:").toList());
        for (int i = 0; i < rows.size(); i++) {
            Result result = results.get(i);
            line(
                    text,
                    rows.get(i).label(),
                    columns.stream()
                            .map(column -> column.cell().apply(result).orElse(""))
                            .toList());
        }
        return text.toString();
    }

    /** CPU and allocation of a single shot are mostly those of waiting. */
    private Optional<String> metric(Result result, String name) {
        return result.unit().startsWith("ms")
                ? Optional.empty()
                : Optional.ofNullable(result.others().get(name)).map(Table::number);
    }

    private static Optional<String> inTurn(Result result) {
        return Optional.ofNullable(result.others().get("deployfluxNanos"))
                .map(nanos -> number(nanos / result.others().get("paginatorNanos")));
    }

    private void other(List<Column> columns, String head, Function<Result, Optional<String>> cell) {
        if (results.stream().anyMatch(result -> cell.apply(result).isPresent())) {
            columns.add(new Column(head, cell));
        }
    }

    private String unit() {
        return results.get(0).unit().replace("/op", "").replace("us", "µs");
    }

    private String ratio(Result result) {
        return group.rows().stream()
                .filter(row -> row.label().equals(group.baseline()))
                .findFirst()
                .map(rows::indexOf)
                .filter(index -> index >= 0)
                .map(results::get)
                .map(baseline -> result == baseline ? "1" : ratio(result, baseline))
                .orElse("");
    }

    /** The errors of two independent measurements add up by their squares. */
    private static String ratio(Result result, Result baseline) {
        double ratio = result.score() / baseline.score();
        double error = ratio * Math.hypot(result.error() / result.score(), baseline.error() / baseline.score());
        return withError(ratio, error);
    }

    private static String withError(double value, double error) {
        return Double.isNaN(error) ? number(value) : number(value) + " ± " + number(error);
    }

    /** Three digits that count, or all before the point. */
    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static void line(StringBuilder text, String first, List<String> others) {
        text.append("| ")
                .append(first)
                .append(" | ")
                .append(String.join(" | ", others))
                .append(" |\n");
    }
}
