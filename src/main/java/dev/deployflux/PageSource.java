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
     * The call for one page. Nothing is sent before it is subscribed to; a cancel aborts what was sent.
     *
     * @param token what the page before named, or where the walk starts; {@code null} for the very first page
     */
    Mono<P> fetch(@Nullable String token);

    /** The token of the page after this one; {@code null} or blank if this is the last. */
    @Nullable
    String nextToken(P page);
}
