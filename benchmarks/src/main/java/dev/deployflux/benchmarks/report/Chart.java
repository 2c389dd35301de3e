package dev.deployflux.benchmarks.report;

import dev.deployflux.benchmarks.report.Groups.Group;
import dev.deployflux.benchmarks.report.Groups.Row;
import dev.deployflux.benchmarks.report.Results.Result;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The groups of one benchmark as an SVG of bars, on light and on dark pages. */
final class Chart {

    private static final int WIDTH = 860;
    private static final int LABELS = 330;
    private static final int BARS = 400;
    private static final int LINE = 24;
    private static final int TITLE = 36;

    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, sans-serif; fill: #1f2328 }
              .title { font-weight: 600 }
              .bar { fill: #8c959f }
              .ours { fill: #0969da }
              .error { stroke: #1f2328; stroke-width: 1.5 }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .bar { fill: #6e7681 }
                .ours { fill: #4493f8 }
                .error { stroke: #e6edf3 }
              }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();
    private int y;

    /** Adds a group, bars of which are as long as their times. One bar alone would say nothing. */
    void add(Group group, Results measured) {
        List<Result> results = group.rows().stream()
                .flatMap(row -> find(group, row, measured).stream())
                .toList();
        if (results.size() < 2) {
            return;
        }
        double longest = results.stream().mapToDouble(Chart::end).max().orElseThrow();
        y += TITLE;
        body.append("<text class='title' x='8' y='%d'>%s, %s a %s</text>%n"
                .formatted(
                        y - 8,
                        escaped(group.title()),
                        results.get(0).unit().replace("/op", "").replace("us", "µs"),
                        group.unit()));
        for (Row row : group.rows()) {
            find(group, row, measured).ifPresent(result -> bar(row, result, BARS / longest));
        }
    }

    private static Optional<Result> find(Group group, Row row, Results measured) {
        return measured.find(group.benchmark(), row.method(), row.params());
    }

    private static double end(Result result) {
        return result.score() + error(result);
    }

    private static double error(Result result) {
        return Double.isNaN(result.error()) ? 0 : result.error();
    }

    private void bar(Row row, Result result, double scale) {
        double length = Math.max(1, result.score() * scale);
        double from = LABELS + Math.max(0, result.score() - error(result)) * scale;
        double to = LABELS + end(result) * scale;
        body.append(String.format(
                Locale.ROOT,
                "<text x='%d' y='%d' text-anchor='end'>%s</text>%n"
                        + "<rect class='%s' x='%d' y='%d' width='%.1f' height='16' rx='2'/>%n"
                        + "<line class='error' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>%n"
                        + "<text x='%.1f' y='%d'>%s</text>%n",
                LABELS - 8,
                y + 15,
                escaped(row.label()),
                isOurs(row) ? "ours" : "bar",
                LABELS,
                y + 3,
                length,
                from,
                to,
                y + 11,
                y + 11,
                to + 6,
                y + 15,
                number(result.score())));
        y += LINE;
    }

    private static boolean isOurs(Row row) {
        return row.label().startsWith("deployflux") || row.label().startsWith("scan");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    String svg() {
        return "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' role='img'>%n"
                        .formatted(WIDTH, y + 12, WIDTH, y + 12)
                + STYLE
                + body
                + "</svg>\n";
    }
}
