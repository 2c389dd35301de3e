package dev.deployflux;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * One subscriber's walk along a chain of pages.
 *
 * <p>Two loops share the work. Neither ever runs twice at once, but they may run beside each other on two threads, so
 * that a slow {@code onNext} doesn't hold up the pages behind it:
 *
 * <ul>
 *   <li>{@link #fetch()} owns the chain: it takes in the page that arrived and starts the next call.
 *   <li>{@link #emit()} owns the subscriber: it emits rows up to demand, and then the end.
 * </ul>
 *
 * <p>Each loop stands behind a {@link Turnstile}: who is turned away leaves its news to the thread inside. So nothing
 * is missed, and pages that complete while they are being asked for don't grow the stack.
 *
 * <p>Whether a page is wanted needs no look at the emitting side: {@code requested} and {@code received} both count
 * from the start, and rows are missing exactly while {@code requested > received}.
 *
 * @param <P> the page
 * @param <T> a row
 */
final class PageWalk<P, T> implements Subscription, Scannable {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PageWalk> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(PageWalk.class, "requested");

    private final CoreSubscriber<? super T> actual;
    private final PageSource<P> source;
    private final Function<? super P, ? extends @Nullable Collection<T>> rowsOf;
    private final int readAhead;

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
    private final Set<String> tokens = new HashSet<>();
    private @Nullable String token;

    /** Rows that pages have brought since the start. It only grows, so who reads too little fetches in vain at worst. */
    private volatile long received;

    /** The call under way; volatile for {@link #cancel()}. */
    private volatile @Nullable PageCall<P> call;

    // Owned by the emitting loop.

    private final Turnstile emitting = new Turnstile();
    private @Nullable Iterator<T> page;
    private long emitted;
    private boolean terminated;

    PageWalk(
            CoreSubscriber<? super T> actual,
            PageSource<P> source,
            Function<? super P, ? extends @Nullable Collection<T>> rowsOf,
            @Nullable String firstToken,
            int readAhead) {
        this.actual = actual;
        this.source = source;
        this.rowsOf = rowsOf;
        this.readAhead = readAhead;
        this.token = firstToken;
        if (firstToken != null) {
            tokens.add(firstToken);
        }
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
        PageCall<P> underWay = call;
        if (underWay != null) {
            underWay.cancel();
        }
        emit();
    }

    /** If another thread is fetching, or this one is still in {@link #startCall}, the page is seen there. */
    private void arrived() {
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
        PageCall<P> underWay = call;
        if (underWay != null && underWay.isDone()) {
            call = null;
            takeIn(underWay);
        }
        if (call == null && !ended && !cancelled && requested > received && waiting.get() <= readAhead) {
            startCall();
        }
    }

    private void startCall() {
        PageCall<P> next = new PageCall<>(actual.currentContext(), this::arrived);
        call = next;
        // A cancel that came before the line above has not seen this call, one that comes after it has.
        if (!cancelled) {
            source.fetch(token).subscribe(next);
        }
    }

    private void takeIn(PageCall<P> finished) {
        P arrived = finished.page();
        if (arrived == null) {
            end(finished.failure());
            return;
        }
        queue(rowsOf.apply(arrived));
        String next = source.nextToken(arrived);
        if (next == null || next.isBlank()) {
            end(null);
        } else if (tokens.add(next)) {
            token = next;
        } else {
            end(new IllegalStateException("The service gave nextToken '" + next + "' for a second time (after "
                    + tokens.size() + " different ones): following it would list the same pages for ever."));
        }
    }

    private void end(@Nullable Throwable reason) {
        failure = reason;
        ended = true;
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
