package dev.deployflux.paging;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;

/**
 * The rows of pages, fetched by demand, along one chain of them or along several at once.
 *
 * <p>The rule that none of Reactor's operators expresses: <em>the next page is asked for when more rows were requested
 * than pages have brought, while at most {@code readAhead} pages wait.</em> {@code expand}, {@code flatMapIterable} and
 * their like turn the demand for rows into a demand for pages, so they either fetch what nobody asked for, or start to
 * fetch only when the last row is gone; {@code flatMap} asks each of its sources for rows before anybody asks it.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class FluxPages<P, T> extends Flux<T> implements Scannable {

    private final PageRoute.Planner<P, T> planner;
    private final int capacity;

    private FluxPages(PageRoute.Planner<P, T> planner, int capacity) {
        this.planner = planner;
        this.capacity = capacity;
    }

    /**
     * A cold flux of all rows of a route; pages in the order in which they arrive.
     *
     * @param concurrency how many calls the route has under way at most
     * @param readAhead how many pages may wait besides, behind the one whose rows are being emitted
     */
    static <P, T> Flux<T> of(PageRoute.Planner<P, T> planner, int concurrency, int readAhead) {
        return onAssembly(new FluxPages<>(planner, (int) Math.min(Integer.MAX_VALUE, (long) concurrency + readAhead)));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        PageWalk<P, T> walk = new PageWalk<>(actual, planner, capacity);
        try {
            actual.onSubscribe(walk);
        } catch (Throwable e) { // it may have requested before it threw
            walk.cancel();
            throw e;
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's own signature
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
