package dev.deployflux.paging;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How far one walk has come along one chain of pages. Made by {@link Pages#chain()}, owned by the walk that a
 * {@link PageRoute} was planned for.
 *
 * @param <P> the page
 */
public final class PageChain<P> {

    /**
     * Finds the token in a page that names the next one.
     *
     * @param <P> the page
     */
    @FunctionalInterface
    public interface NextToken<P> {

        /**
         * The token in a page.
         *
         * @param page what arrived
         * @return {@code null} or blank if this is the last page
         */
        @Nullable
        String in(P page);
    }

    private final Function<@Nullable String, Mono<P>> call;
    private final NextToken<? super P> nextToken;
    private final Set<String> tokens = new HashSet<>(0); // most lists have one page
    private @Nullable String token;
    private boolean ended;

    PageChain(Function<@Nullable String, Mono<P>> call, NextToken<? super P> nextToken, @Nullable String firstToken) {
        this.call = call;
        this.nextToken = nextToken;
        this.token = firstToken;
        if (firstToken != null) {
            tokens.add(firstToken);
        }
    }

    /** The call for the page after those that were {@linkplain #follow followed}. */
    Mono<P> fetch() {
        return call.apply(token);
    }

    /**
     * Goes on behind this page, or ends with it.
     *
     * @throws IllegalStateException if it names a token that was followed before
     */
    void follow(P page) {
        String next = nextToken.in(page);
        if (next == null || next.isBlank()) {
            ended = true;
        } else if (tokens.add(next)) {
            token = next;
        } else {
            throw new IllegalStateException("The service gave nextToken '" + next + "' for a second time (after "
                    + tokens.size() + " different ones): following it would list the same pages for ever.");
        }
    }

    /**
     * Tells whether the last page has arrived.
     *
     * @return {@code false} as long as a page names a next one
     */
    public boolean isEnded() {
        return ended;
    }
}
