package dev.deployflux.paging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Which pages one subscriber asks for, in which order: along one chain, or along several at once. Fan-outs and scans are
 * routes; a single chain needs none, as {@link Pages#items} has its own.
 *
 * <p>Only the walk's fetching loop calls these methods, one at a time, save {@link #cancel()}. So a route needs no
 * synchronisation of its own.
 *
 * @param <P> the page
 * @param <T> an item
 */
public interface PageRoute<P, T> {

    /**
     * The chain whose next page is to be asked for now. It is not under way again until its page has
     * {@linkplain #followed arrived} or {@linkplain #failed failed}. This method bounds how many are under way at once.
     *
     * @param missing items requested that have not arrived, 1 or more; {@code Long.MAX_VALUE} is unbounded
     * @return {@code null} if there is none now
     */
    @Nullable
    PageChain<P> next(long missing);

    /**
     * The items of a page that has arrived, to be emitted.
     *
     * @param chain whose page it is
     * @param page what arrived
     * @return in order; {@code null} is none
     */
    @Nullable
    List<T> rows(PageChain<P> chain, P page);

    /**
     * The page whose items were asked for has been followed: {@link PageChain#isEnded()} says whether another comes.
     * What this throws ends the walk.
     *
     * @param chain whose page it is
     * @param page what arrived
     */
    void followed(PageChain<P> chain, P page);

    /**
     * A page of that chain failed, or named one that was there before. What this throws ends the walk.
     *
     * @param chain whose page it is
     * @param error why
     * @return what the walk is to end with, at once: the error, unless the route says otherwise; {@code null} to go on
     *     along other chains
     */
    default @Nullable Throwable failed(PageChain<P> chain, Throwable error) {
        return error;
    }

    /**
     * Tells whether no page will follow.
     *
     * @return {@code true} from then on
     */
    boolean isDone();

    /**
     * The end of a walk that {@link #isDone()}.
     *
     * @return an error; {@code null}, unless the route says otherwise, is success
     */
    default @Nullable Throwable failure() {
        return null;
    }

    /** Frees what the route holds besides calls. May be called by any thread, several times, and at any moment. */
    default void cancel() {}

    /** Gives the discard hook what the route holds for the subscriber, who wants no more of it. Called more than once. */
    default void discard() {}

    /**
     * Makes a route for each subscriber.
     *
     * @param <P> the page
     * @param <T> an item
     */
    interface Planner<P, T> {

        /**
         * A new route.
         *
         * @param context the subscriber's
         * @param wake has the fetching loop look at the route again; for news that come from elsewhere than its calls
         * @return a route that has made no call
         */
        PageRoute<P, T> plan(Context context, Runnable wake);
    }
}
