package dev.deployflux;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;

/**
 * The rows of a {@link PageSource}, page after page, fetched by demand.
 *
 * <p>The rule that none of Reactor's operators expresses: <em>the next page is asked for when more rows were requested
 * than pages have brought, while at most {@code readAhead} pages wait.</em> {@code expand}, {@code flatMapIterable} and
 * their like turn the demand for rows into a demand for pages, so they either fetch what nobody asked for, or start to
 * fetch only when the last row is gone.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class FluxPages<P, T> extends Flux<T> implements Scannable {

    private final PageSource<P> source;
    private final Function<? super P, ? extends @Nullable Collection<T>> rows;
    private final @Nullable String firstToken;
    private final int readAhead;

    private FluxPages(
            PageSource<P> source,
            Function<? super P, ? extends @Nullable Collection<T>> rows,
            @Nullable String firstToken,
            int readAhead) {
        this.source = source;
        this.rows = rows;
        this.firstToken = firstToken;
        this.readAhead = readAhead;
    }

    /**
     * A cold flux of all rows.
     *
     * @param rows the rows of a page in the service's order; a {@code null} list is an empty page, a {@code null} row
     *     is left out
     * @param firstToken where the walk starts; {@code null} for the beginning
     * @param readAhead how many pages may wait behind the one whose rows are being emitted, 0 or more
     */
    static <P, T> Flux<T> of(
            PageSource<P> source,
            Function<? super P, ? extends @Nullable Collection<T>> rows,
            @Nullable String firstToken,
            int readAhead) {
        return onAssembly(new FluxPages<>(source, rows, firstToken, readAhead));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new PageWalk<>(actual, source, rows, firstToken, readAhead));
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's own signature
    public @Nullable Object scanUnsafe(Attr key) {
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
