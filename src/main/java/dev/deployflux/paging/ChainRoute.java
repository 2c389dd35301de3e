package dev.deployflux.paging;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One chain, page after page.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class ChainRoute<P, T> implements PageRoute<P, T> {

    private final PageChain<P> chain;
    private final Function<? super P, ? extends @Nullable List<T>> rows;
    private boolean underWay;

    ChainRoute(PageChain<P> chain, Function<? super P, ? extends @Nullable List<T>> rows) {
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
    public Throwable failed(PageChain<P> itself, Throwable error) {
        return error;
    }

    @Override
    public boolean isDone() {
        return chain.isEnded();
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
    }

    @Override
    public void cancel() {}
}
