package dev.deployflux.simulator;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cuts listings into pages, in one way for all operations that list. */
final class Pager {

    private final PageTokens tokens;
    private final boolean trailingEmptyPage;

    Pager(PageTokens tokens, boolean trailingEmptyPage) {
        this.tokens = tokens;
        this.trailingEmptyPage = trailingEmptyPage;
    }

    /** Some items in their order, and the token that leads on, if more follow. */
    record Page<T>(List<T> items, @Nullable String nextToken) {}

    /** Reads at most {@code max} items behind a position, or from the start. */
    interface Source<T> {
        List<T> read(@Nullable String position, int max);
    }

    <T> Page<T> page(
            String query,
            Input input,
            int maxResults,
            Conditions conditions,
            Source<T> source,
            Function<T, String> key) {
        String position = tokens.read(query, input.string("nextToken"));
        int limit = Math.min(maxResults, conditions.rowLimit());
        // One more than asked for tells whether a token is due.
        List<T> found = source.read(position, limit + 1);
        List<T> items = found.subList(0, Math.min(limit, found.size()));
        boolean more = limit == 0 || found.size() > limit || (trailingEmptyPage && found.size() == limit);
        if (!more) {
            return new Page<>(items, null);
        }
        String last = items.isEmpty() ? (position == null ? "" : position) : key.apply(items.get(items.size() - 1));
        return new Page<>(items, tokens.issue(query, last));
    }
}
