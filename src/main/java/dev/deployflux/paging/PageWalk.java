package dev.deployflux.paging;

import dev.deployflux.concurrent.Guarded;
import dev.deployflux.concurrent.Turnstile;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * One subscriber's walk along the pages of a {@link PageRoute}.
 *
 * <p>Two loops share the work. Neither ever runs twice at once, but they may run beside each other on two threads, so
 * that a slow {@code onNext} doesn't hold up the pages behind it:
 *
 * <ul>
 *   <li>{@link #fetch()} owns the route: it takes in the pages that arrived and starts the next calls.
 *   <li>{@link PageEmitter#emit()} owns the subscriber: it emits rows up to demand, and then the end.
 * </ul>
 *
 * <p>Each loop stands behind a {@link Turnstile}: who is turned away leaves its news to the thread inside. So nothing
 * is missed, and pages that complete while they are being asked for don't grow the stack.
 *
 * <p>Whether a page is wanted needs no look at the emitting side: {@code requested} and {@code received} both count
 * from the start, and rows are missing exactly while {@code requested > received}. Since a page may bring one row or none,
 * as many calls as there are rows missing may be under way at once, if the route has chains for them. A row that is
 * {@code null} is found only when its turn comes, and is missing from then on: ECS's lists are not sparse, and the protocol
 * lets a client leave out a null in such a list.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class PageWalk<P, T> implements Subscription, Scannable {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PageWalk> RECEIVED =
            AtomicLongFieldUpdater.newUpdater(PageWalk.class, "received");

    private final CoreSubscriber<? super T> actual;
    private final PageEmitter<T> emitter;
    private final PageRoute<P, T> route;

    /** How many pages may be held: waiting, being emitted, or under way. */
    private final int capacity;

    private final Turnstile fetching = new Turnstile();

    /** Calls that ended and are to be taken in: added by whoever completes them. */
    private final Queue<PageCall<P>> arrivals =
            Queues.<PageCall<P>>unboundedMultiproducer().get();

    /** The calls that were started and not yet taken in: what {@link #cancel()} has to abort. */
    private final CallsUnderWay underWay = new CallsUnderWay();

    // Owned by the fetching loop.

    /** How many rows pages have brought since the start. It only grows, so a thread that reads an old value looks in vain at worst. */
    private volatile long received;

    private final Consumer<PageCall<P>> arrived = this::arrived;

    PageWalk(CoreSubscriber<? super T> actual, PageRoute.Planner<P, T> planner, int capacity) {
        this.actual = actual;
        this.emitter = new PageEmitter<>(actual, this::fetch);
        this.route = planner.plan(actual.currentContext(), this::goOn);
        this.capacity = capacity;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            emitter.ask(n);
            if (missing() > 0) {
                fetch();
            }
            emit();
        }
    }

    @Override
    public void cancel() {
        emitter.cancel();
        abort();
        emit();
    }

    /**
     * What the subscriber throws is dropped through Reactor's hook: the thread belongs to whoever requested, to a client of
     * the SDK or to a publisher of services, none of whom can do anything about it. Fatal errors are thrown on, as by any
     * operator of Reactor.
     */
    private void emit() {
        Throwable thrown = emitter.emit();
        if (thrown != null) {
            abort();
            Exceptions.throwIfFatal(thrown);
            Operators.onErrorDropped(thrown, actual.currentContext());
        }
    }

    /**
     * What a call or a publisher of services throws when it is cancelled keeps neither the other nor the end from anybody. What
     * the route holds is its loop's to discard.
     */
    private void abort() {
        underWay.abort();
        Guarded.run(route::cancel, actual.currentContext());
        fetch();
    }

    /**
     * A thread that fetches without a pause doesn't come to emit what it took in: who brings the next page does. A page that
     * finds nobody fetching needs no queue.
     */
    private void arrived(PageCall<P> call) {
        if (!call.starting && fetching.enter()) {
            fetch(call);
        } else {
            arrivals.offer(call);
            if (call.starting) { // read behind the offer: whoever starts it sees that, then
                return;
            }
            fetch();
        }
        emit();
    }

    /**
     * The route's news often come on the thread that is fetching, which then mustn't emit: a slow subscriber would keep
     * the next calls from being made.
     */
    private void goOn() {
        if (fetch()) {
            emit();
        }
    }

    /** Returns whether this thread ran the loop; if not, the thread inside sees the news. */
    private boolean fetch() {
        if (!fetching.enter()) {
            return false;
        }
        fetch(null);
        return true;
    }

    /** The loop, for the thread inside, which may have brought a call that ended. */
    private void fetch(@Nullable PageCall<P> brought) {
        PageCall<P> news = brought;
        do {
            try {
                advance(news);
            } catch (Throwable e) { // fatal ones too: thrown on, they end in a thread of the SDK, and the stream stalls
                end(e);
            }
            news = null;
        } while (fetching.again());
    }

    private void advance(@Nullable PageCall<P> brought) {
        if (brought != null) {
            takeInArrivals(); // they came before it
            takeInGuarded(brought);
        }
        PageChain<P> next;
        do {
            takeInArrivals();
            next = hasRoom() ? route.next(missing()) : null;
            if (next != null) {
                start(next);
            }
        } while (next != null);
        if (!emitter.isEnded() && route.isDone()) {
            takeInArrivals(); // came before the news that nothing follows
            end(route.failure());
        }
        if (emitter.isEnded() || emitter.isCancelled()) {
            route.discard();
        }
    }

    private boolean hasRoom() {
        return !emitter.isEnded()
                && !emitter.isCancelled()
                && underWay.count() < missing()
                && underWay.count() + emitter.waiting() < capacity;
    }

    private long missing() {
        long known = emitter.requested();
        return known == Long.MAX_VALUE ? known : known - received + emitter.absent();
    }

    private void start(PageChain<P> chain) {
        PageCall<P> call = new PageCall<>(chain, actual.currentContext(), arrived);
        underWay.add(call);
        chain.fetch().subscribe(call);
        call.starting = false; // before the next look at the arrivals, so that one of the two threads takes it in
    }

    private void takeInArrivals() {
        for (PageCall<P> call = arrivals.poll(); call != null; call = arrivals.poll()) {
            takeInGuarded(call);
        }
    }

    private void takeInGuarded(PageCall<P> call) {
        underWay.remove(call);
        try {
            takeIn(call);
        } catch (Throwable e) { // what arrived beside it is still to be taken in, to be discarded
            end(e);
        }
    }

    private void takeIn(PageCall<P> call) {
        P page = call.page;
        if (emitter.isEnded()) {
            discardLate(call);
        } else if (page == null) {
            fail(call.chain, call.failure());
        } else {
            takeIn(call.chain, page);
        }
    }

    /** Rows that have arrived are emitted, whatever comes of their chain or of what the route tells others. */
    private void takeIn(PageChain<P> chain, P page) {
        List<T> rows = route.rows(chain, page);
        try {
            chain.follow(page);
        } catch (RuntimeException e) {
            queue(rows);
            fail(chain, e);
            return;
        }
        try {
            route.followed(chain, page);
        } finally {
            queue(rows);
        }
    }

    private void fail(PageChain<P> chain, Throwable error) {
        Throwable reason = route.failed(chain, error);
        if (reason != null) {
            end(reason);
        }
    }

    /** The first end counts; calls that are still under way then are of no more use. */
    private void end(@Nullable Throwable reason) {
        if (!emitter.isEnded()) {
            emitter.end(reason);
            abort();
        }
    }

    /** What arrived beside the page or the error that ended the walk. */
    private void discardLate(PageCall<P> call) {
        P page = call.page;
        if (page != null) {
            Operators.onDiscardMultiple(route.rows(call.chain, page), actual.currentContext());
        } else if (call.failedOfItself()) {
            Operators.onErrorDropped(call.failure(), actual.currentContext());
        }
    }

    private void queue(@Nullable List<T> rows) {
        if (rows != null && !rows.isEmpty()) {
            @Nullable Object[] array = rows.toArray();
            RECEIVED.lazySet(this, received + array.length);
            emitter.add(array);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's own signature
    public @Nullable Object scanUnsafe(Attr key) {
        return emitter.scanUnsafe(key);
    }
}
