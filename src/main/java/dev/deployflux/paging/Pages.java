package dev.deployflux.paging;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.concurrent.Guarded;
import dev.deployflux.concurrent.RetriedCall;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Pages of any call that gives a token for the next one, read by demand. Many operations of AWS have such a token, and
 * no paginator in the SDK:
 *
 * <pre>{@code
 * Flux<DaemonDeployment> rows = Pages
 *         .of(token -> Mono.fromFuture(() -> client.listDaemonDeployments(r -> r.nextToken(token))),
 *             ListDaemonDeploymentsResponse::nextToken)
 *         .readAhead(1)
 *         .items(ListDaemonDeploymentsResponse::daemonDeployments);
 * }</pre>
 *
 * <p><b>Calls.</b> No call is made before the first demand. n items never cause a page that n items, plus the read-ahead,
 * do not need. One call is under way at a time, as each page names the next.
 *
 * <p><b>End.</b> A page whose token is {@code null} or blank is the last; an empty page with a token isn't. A token that
 * comes a second time ends the flux with an {@link IllegalStateException} that names it, instead of reading the same
 * pages for ever.
 *
 * <p><b>Errors</b> of a call are passed on as they are, behind the items that came before them. <b>Cancel</b> cancels
 * the call under way, and nothing is emitted afterwards; items in hand go to the discard hook. So give a mono that aborts
 * its call when it is cancelled: {@code Mono.fromFuture} does, if it is given the SDK's own future.
 *
 * <p>The subscriber's {@code Context} reaches each call. Immutable: each option makes another instance.
 *
 * @param <P> the page: mostly the response of the call
 */
public final class Pages<P> {

    private final Function<@Nullable String, Mono<P>> call;
    private final PageChain.NextToken<? super P> nextToken;
    private final @Nullable String start;
    private final int readAhead;

    private Pages(
            Function<@Nullable String, Mono<P>> call,
            PageChain.NextToken<? super P> nextToken,
            @Nullable String start,
            int readAhead) {
        this.call = call;
        this.nextToken = nextToken;
        this.start = start;
        this.readAhead = readAhead;
    }

    /**
     * The pages of a call, from the first one on, one of them read ahead.
     *
     * @param page makes the call for the page that a token names; {@code null} names the first. The mono has to give
     *     one page. What this throws is the call's error.
     * @param nextToken the token in a page that names the next; {@code null} or blank if there is none
     * @param <P> the page
     * @return a description that makes no call
     */
    public static <P> Pages<P> of(
            Function<@Nullable String, ? extends Mono<P>> page, PageChain.NextToken<? super P> nextToken) {
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(nextToken, "nextToken");
        return new Pages<>(token -> Guarded.made(() -> page.apply(token)), nextToken, null, 1);
    }

    /**
     * The same, from another page on.
     *
     * @param token what an earlier page named; {@code null} for the first page
     * @return another description
     */
    public Pages<P> startingAt(@Nullable String token) {
        return new Pages<>(call, nextToken, token, readAhead);
    }

    /**
     * The same, with so many pages read ahead.
     *
     * @param pages how many may wait behind the one whose items are being emitted: 0 or more, 1 unless it is set. With
     *     0 the next page is asked for when the last item is gone.
     * @return another description
     * @throws IllegalArgumentException if the number is negative
     */
    public Pages<P> readAhead(int pages) {
        require(
                pages >= 0,
                "readAhead is " + pages + ", but it counts pages: write 0 for none, or 1 (the default) or more");
        return new Pages<>(call, nextToken, start, pages);
    }

    /**
     * The same, with failed pages tried again. A page is retried alone: items that came before it aren't repeated.
     *
     * @param retry such as {@code Retry.backoff(3, Duration.ofSeconds(1))}. When it is exhausted, the flux ends with the
     *     call's own last error. It starts anew for each page.
     * @return another description
     */
    public Pages<P> pageRetry(Retry retry) {
        Objects.requireNonNull(retry, "retry");
        return new Pages<>(
                token -> RetriedCall.of(Mono.defer(() -> call.apply(token)), retry), nextToken, start, readAhead);
    }

    /**
     * The pages themselves, for those who want more of them than the items.
     *
     * @return a cold flux; each subscriber makes its own calls
     */
    public Flux<P> pages() {
        return items(List::of);
    }

    /**
     * The items of all pages, in the order in which the service gives them.
     *
     * @param items those of a page; a {@code null} list is an empty page, a {@code null} item is left out. What this throws, or its
     *     list when that is read, ends the flux behind the items that came before.
     * @param <T> an item
     * @return a cold flux; each subscriber makes its own calls. Items are emitted on the thread that completes a call,
     *     or that requests them.
     */
    public <T> Flux<T> items(Function<? super P, ? extends @Nullable List<T>> items) {
        Objects.requireNonNull(items, "items");
        return FluxPages.of((context, wake) -> new OneChain<>(chain(), items), 1, readAhead);
    }

    /**
     * The items of several chains of pages at once, for paging that {@link #items} can't express.
     *
     * @param planner says, for each subscriber, which page is asked for next
     * @param concurrency how many calls are under way at most, 1 or more
     * @param readAhead how many pages may wait besides, behind the one whose items are being emitted, 0 or more
     * @param <P> the page
     * @param <T> an item
     * @return a cold flux of the items in the order in which their pages arrive
     */
    public static <P, T> Flux<T> along(PageRoute.Planner<P, T> planner, int concurrency, int readAhead) {
        return FluxPages.of(Objects.requireNonNull(planner, "planner"), concurrency, readAhead);
    }

    /**
     * One walk along these pages, for a {@link PageRoute}.
     *
     * @return a chain that has made no call
     */
    public PageChain<P> chain() {
        return new PageChain<>(call, nextToken, start);
    }

    /**
     * The route of a single chain, page after page.
     *
     * @param <P> the page
     * @param <T> a row
     */
    private static final class OneChain<P, T> implements PageRoute<P, T> {

        private final PageChain<P> chain;
        private final Function<? super P, ? extends @Nullable List<T>> rows;
        private boolean underWay;

        OneChain(PageChain<P> chain, Function<? super P, ? extends @Nullable List<T>> rows) {
            this.chain = chain;
            this.rows = rows;
        }

        @Override
        public @Nullable PageChain<P> next(long missing) {
            if (underWay || chain.isEnded()) {
                return null;
            }
            underWay = true;
            return chain;
        }

        @Override
        public @Nullable List<T> rows(PageChain<P> itself, P page) {
            return rows.apply(page);
        }

        @Override
        public void followed(PageChain<P> itself, P page) {
            underWay = false;
        }

        @Override
        public boolean isDone() {
            return chain.isEnded();
        }
    }
}
