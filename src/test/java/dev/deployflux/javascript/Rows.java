package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.javascript.JavaScriptSdk.Told;
import java.util.List;
import java.util.Map;

/** The rows of all pages, one after another. */
final class Rows {

    private Rows() {}

    static List<Object> of(Told told, String list) {
        return told.pages().stream()
                .map(page -> page.getOrDefault(list, List.of()))
                .<Object>flatMap(rows -> ((List<?>) rows).stream())
                .toList();
    }

    /** Blames one row, not two lists of hundreds. */
    static void assertSame(List<?> actual, List<?> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("row %d", i).isEqualTo(expected.get(i));
        }
    }

    /** The ARNs of rows of {@code serviceDeployments}. */
    static List<Object> arns(Told told) {
        return of(told, "serviceDeployments").stream()
                .map(row -> ((Map<?, ?>) row).get("serviceDeploymentArn"))
                .<Object>map(arn -> arn)
                .toList();
    }

    /** How many rows each page has, those that are null among them. */
    static List<Integer> perPage(Told told, String list) {
        return told.pages().stream()
                .map(page -> ((List<?>) page.getOrDefault(list, List.of())).size())
                .toList();
    }
}
