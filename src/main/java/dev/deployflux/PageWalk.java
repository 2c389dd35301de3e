package dev.deployflux;

import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
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
 *   <li>{@link #emit()} owns the subscriber: it emits rows up to demand, and then the end.
 * </ul>
 *
 * <p>Each loop stands behind a {@link Turnstile}: who is turned away leaves its news to the thread inside. So nothing
 * is missed, and pages that complete while they are being asked for don't grow the stack.
 *
 * <p>Whether a page is wanted needs no look at the emitting side: {@code requested} and {@code received} both count
 * from the start, and rows are missing exactly while {@code requested > received}. Since a page may bring one row or none,
 * as many calls as there are rows missing may be under way at once, if the route has chains for them.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class PageWalk<P, T> implements Subscription, Scannable {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PageWalk> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(PageWalk.class, "requested");

    private final CoreSubscriber<? super T> actual;
    private final PageRoute<P, T> route;

    /** How many pages may be held: waiting, being emitted, or under way. */
    private final int capacity;

    /** Rows asked for since the start; {@code Long.MAX_VALUE} is unbounded. */
    private volatile long requested;

    private volatile boolean cancelled;

    // From the fetching to the emitting loop.

    /** Pages that have rows: added by the one loop, taken by the other. */
    private final Queue<Collection<T>> pages =
            Queues.<Collection<T>>unbounded(8).get();

    /** Pages in the queue, and the one that is being emitted. */
    private final AtomicInteger waiting = new AtomicInteger();

    private @Nullable Throwable failure;

    /** No page will follow: the last one is in the queue, or the chain broke. Written after all else. */
    private volatile boolean ended;

    // Owned by the fetching loop.

    private final Turnstile fetching = new Turnstile();

    /** Rows that pages have brought since the start. It only grows, so who reads too little fetches in vain at worst. */
    private volatile long received;

    /** Calls that ended and are to be taken in: added by whoever completes them. */
    private final Queue<PageCall<P>> arrivals =
            Queues.<PageCall<P>>unboundedMultiproducer().get();

    /** The calls that {@link #cancel()} has to abort; refuses others afterwards. */
    private final Disposable.Composite abortable = Disposables.composite();

    /** Calls that were started and not taken in. */
    private int underWay;

    // Owned by the emitting loop.

    private final Turnstile emitting = new Turnstile();
    private @Nullable Iterator<T> page;
    private long emitted;
    private boolean terminated;

    PageWalk(CoreSubscriber<? super T> actual, PageRoute.Planner<P, T> planner, int capacity) {
        this.actual = actual;
        this.route = planner.plan(actual.currentContext(), this::goOn);
        this.capacity = capacity;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            Operators.addCap(REQUESTED, this, n);
            if (requested > received) {
                fetch();
            }
            emit();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        abortable.dispose();
        route.cancel();
        emit();
    }

    private void arrived(PageCall<P> call) {
        arrivals.offer(call);
        goOn();
    }

    /** If another thread is fetching, or this one is still in {@link #start}, the news are seen there. */
    private void goOn() {
        if (fetch()) {
            emit();
        }
    }

    /** Returns whether this thread ran the loop; then it has to emit. */
    private boolean fetch() {
        if (!fetching.enter()) {
            return false;
        }
        do {
            try {
                advance();
            } catch (Throwable e) { // fatal ones too: thrown on, they end in a thread of the SDK, and the stream stalls
                end(e);
            }
        } while (fetching.again());
        return true;
    }

    private void advance() {
        PageChain<P> next;
        do {
            takeInArrivals();
            next = hasRoom() ? route.next(missing()) : null;
            if (next != null) {
                start(next);
            }
        } while (next != null);
        if (!ended && route.isDone()) {
            end(route.failure());
        }
    }

    private boolean hasRoom() {
        return !ended && !cancelled && underWay < missing() && underWay + waiting.get() < capacity;
    }

    private long missing() {
        long known = requested;
        return known == Long.MAX_VALUE ? known : known - received;
    }

    private void start(PageChain<P> chain) {
        PageCall<P> call = new PageCall<>(chain, actual.currentContext(), this::arrived);
        underWay++;
        // Refused if a cancel came before; one that comes after aborts it.
        if (abortable.add(call)) {
            chain.fetch().subscribe(call);
        }
    }

    private void takeInArrivals() {
        for (PageCall<P> call = arrivals.poll(); call != null; call = arrivals.poll()) {
            underWay--;
            abortable.remove(call);
            try {
                takeIn(call);
            } catch (Throwable e) { // what arrived beside it is still to be taken in, to be discarded
                end(e);
            }
        }
    }

    private void takeIn(PageCall<P> call) {
        PageChain<P> chain = call.chain();
        P page = call.page();
        if (ended) {
            discardLate(chain, page);
        } else if (page == null) {
            fail(chain, call.failure());
        } else {
            try {
                follow(chain, page, route.rows(chain, page));
            } catch (RuntimeException e) {
                fail(chain, e);
            }
        }
    }

    /** The route comes first, since it may tell of the page before its rows are emitted; they are, whatever it throws. */
    private void follow(PageChain<P> chain, P page, @Nullable Collection<T> rows) {
        try {
            route.follow(chain, page);
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
        if (!ended) {
            failure = reason;
            ended = true;
            abortable.dispose();
            route.cancel();
        }
    }

    /** A page that arrived beside the one that ended the walk. */
    private void discardLate(PageChain<P> chain, @Nullable P page) {
        if (page != null) {
            Operators.onDiscardMultiple(route.rows(chain, page), actual.currentContext());
        }
    }

    private void queue(@Nullable Collection<T> rows) {
        if (rows == null || rows.isEmpty()) {
            return;
        }
        Collection<T> present = withoutNulls(rows);
        long before = received;
        received = before + present.size();
        waiting.getAndIncrement();
        pages.offer(present);
    }

    /** ECS's lists are not sparse, and the protocol lets a client leave out a null in such a list. */
    private static <T> Collection<T> withoutNulls(Collection<T> rows) {
        for (T row : rows) {
            if (row == null) {
                return rows.stream().filter(Objects::nonNull).toList();
            }
        }
        return rows;
    }

    private void emit() {
        if (emitting.enter()) {
            do {
                emitWhatIsThere();
            } while (emitting.again());
        }
    }

    private void emitWhatIsThere() {
        while (!terminated) {
            if (cancelled) {
                discard();
                return;
            }
            Iterator<T> rows = page;
            if (rows == null) {
                boolean last = ended; // read before the queue, as it is written after it
                Collection<T> next = pages.poll();
                if (next == null) {
                    if (last) {
                        terminate();
                    }
                    return;
                }
                page = next.iterator();
            } else if (!rows.hasNext()) {
                page = null;
                waiting.getAndDecrement();
                fetch();
            } else if (emitted == requested) {
                return;
            } else {
                emitRows(rows);
            }
        }
    }

    /** As many rows of this page as are asked for; demand that comes meanwhile is seen by the next round. */
    private void emitRows(Iterator<T> rows) {
        long limit = requested;
        long count = emitted;
        while (count != limit && !cancelled && rows.hasNext()) {
            count++;
            actual.onNext(rows.next());
        }
        emitted = count;
    }

    private void terminate() {
        terminated = true;
        if (failure != null) {
            actual.onError(failure);
        } else {
            actual.onComplete();
        }
    }

    private void discard() {
        Operators.onDiscardMultiple(page, true, actual.currentContext());
        page = null;
        for (Collection<T> rows = pages.poll(); rows != null; rows = pages.poll()) {
            Operators.onDiscardMultiple(rows, actual.currentContext());
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's own signature
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.CANCELLED) {
            return cancelled;
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.ERROR) {
            return failure;
        }
        if (key == Attr.BUFFERED) {
            return cancelled ? 0 : waiting.get();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested == Long.MAX_VALUE ? Long.MAX_VALUE : requested - emitted;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
