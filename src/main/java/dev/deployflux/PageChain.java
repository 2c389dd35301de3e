package dev.deployflux;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How far one walk has come along one chain of pages. Owned by the walk's fetching loop.
 *
 * @param <P> the page
 */
final class PageChain<P> {

    private final PageSource<P> source;
    private final Mono<P> call;
    private final Set<String> tokens = new HashSet<>(0); // most lists have one page
    private @Nullable String token;
    private boolean ended;

    PageChain(PageSource<P> source, @Nullable String firstToken) {
        this.source = source;
        this.call = source.calls(this);
        this.token = firstToken;
        if (firstToken != null) {
            tokens.add(firstToken);
        }
    }

    /** The call for the page after those that were {@linkplain #follow followed}. */
    Mono<P> fetch() {
        return call;
    }

    /** What the page that was followed last has named, or where the walk starts; {@code null} is the beginning. */
    @Nullable
    String token() {
        return token;
    }

    /**
     * Goes on behind this page, or ends with it.
     *
     * @throws IllegalStateException if it names a token that was followed before
     */
    void follow(P page) {
        String next = source.nextToken(page);
        if (next == null || next.isBlank()) {
            ended = true;
        } else if (tokens.add(next)) {
            token = next;
        } else {
            throw new IllegalStateException("The service gave nextToken '" + next + "' for a second time (after "
                    + tokens.size() + " different ones): following it would list the same pages for ever.");
        }
    }

    /** Whether the last page has been followed. */
    boolean isEnded() {
        return ended;
    }
}
