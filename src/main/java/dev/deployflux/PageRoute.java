package dev.deployflux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Which pages one walk asks for, in which order: along one chain, or along several at once.
 *
 * <p>Only the walk's fetching loop calls these methods, save {@link #cancel()}, so a route needs no synchronisation of
 * its own.
 *
 * @param <P> the page
 * @param <T> a row
 */
interface PageRoute<P, T> {

    /**
     * The chain whose next page is to be asked for now. It is not under way again until its page has
     * {@linkplain #followed arrived} or {@linkplain #failed failed}. This method bounds how many are under way at once.
     *
     * @param missing rows requested that have not arrived, 1 or more; {@code Long.MAX_VALUE} is unbounded
     * @return {@code null} if there is none now
     */
    @Nullable
    PageChain<P> next(long missing);

    /** The rows of a page of that chain, to be emitted; {@code null} is none. */
    @Nullable
    List<T> rows(PageChain<P> chain, P page);

    /** That page, whose rows were asked for, has been {@linkplain PageChain#follow followed}. What this throws ends the walk. */
    void followed(PageChain<P> chain, P page);

    /**
     * A page of that chain failed, or named one that was there before. What this throws ends the walk.
     *
     * @return what the walk is to end with, at once; {@code null} to go on along other chains
     */
    @Nullable
    Throwable failed(PageChain<P> chain, Throwable error);

    /** Whether no page will follow. */
    boolean isDone();

    /** What the walk is to end with when it {@link #isDone()}; {@code null} is success. */
    @Nullable
    Throwable failure();

    /** Frees what the route holds besides calls. May be called by any thread, several times, and at any moment. */
    void cancel();

    /**
     * Makes a route for each walk.
     *
     * @param <P> the page
     * @param <T> a row
     */
    interface Planner<P, T> {

        /**
         * A new route.
         *
         * @param context the subscriber's
         * @param wake has the fetching loop look at the route again; for news that come from elsewhere than its calls
         */
        PageRoute<P, T> plan(Context context, Runnable wake);
    }
}
