package dev.deployflux.operations;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an expression of Prometheus names, as far as ours go: metrics, each with what its labels are held against, and the labels
 * by which it groups or joins.
 */
record Expression(String text) {

    private static final Pattern SELECTOR = Pattern.compile("\\b(deployflux_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring) ?\\(([^)]*)\\)");

    /** Each metric, with the value that each label is equal to, or not. */
    Map<String, Map<String, String>> metrics() {
        Map<String, Map<String, String>> metrics = new LinkedHashMap<>();
        SELECTOR.matcher(text).results().forEach(selector -> {
            Map<String, String> labels = metrics.computeIfAbsent(selector.group(1), any -> new LinkedHashMap<>());
            String matchers = selector.group(2) == null ? "" : selector.group(2);
            MATCHER.matcher(matchers)
                    .results()
                    .filter(matcher -> !matcher.group(3).startsWith("$"))
                    .forEach(matcher -> labels.put(matcher.group(1), matcher.group(3)));
        });
        return metrics;
    }

    /** The labels by which it groups or joins. */
    Set<String> grouping() {
        Set<String> labels = new LinkedHashSet<>();
        GROUPING.matcher(text)
                .results()
                .map((MatchResult list) -> list.group(1))
                .flatMap(list -> Stream.of(list.split(", ?", -1)))
                .forEach(labels::add);
        return labels;
    }

    @Override
    public String toString() {
        return text;
    }
}
