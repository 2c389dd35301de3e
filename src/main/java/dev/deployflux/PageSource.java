package dev.deployflux;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One paged operation, as the paging operator sees it: a chain of pages, each named by the token in the one before.
 *
 * <p>A source holds no state of a walk: all subscribers share it.
 *
 * @param <P> the page
 */
interface PageSource<P> {

    /**
     * The calls of one chain: each subscription is one, for the page that the chain's {@link PageChain#token() token} names
     * then. Nothing is sent before; a cancel aborts what was sent.
     */
    Mono<P> calls(PageChain<P> chain);

    /** The token of the page after this one; {@code null} or blank if this is the last. */
    @Nullable
    String nextToken(P page);
}
