package dev.deployflux.paging;

import dev.deployflux.concurrent.Turnstile;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * Emits to the subscriber of a {@link PageWalk} what it has asked for: the rows of the pages that wait, then the end.
 *
 * <p>Any thread may ask, cancel and have it {@link #emit()}; pages and the end are handed in by the fetching loop alone.
 *
 * @param <T> a row
 */
final class PageEmitter<T> {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PageEmitter> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(PageEmitter.class, "requested");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PageEmitter> ADDED =
            AtomicIntegerFieldUpdater.newUpdater(PageEmitter.class, "added");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PageEmitter> LEFT =
            AtomicIntegerFieldUpdater.newUpdater(PageEmitter.class, "left");

    private final CoreSubscriber<? super T> actual;
    private final Runnable pageEmitted;

    /** Rows asked for since the start; {@code Long.MAX_VALUE} is unbounded. */
    private volatile long requested;

    private volatile boolean cancelled;

    // Written by the fetching loop, read by the emitting loop.

    /** Pages that have rows: added by the one loop, taken by the other. */
    private final Queue<@Nullable Object[]> pages =
            Queues.<@Nullable Object[]>unbounded(8).get();

    /** How many pages were added since the start. Written by one loop alone, as is {@link #left}, so that no loop contends. */
    private volatile int added;

    private @Nullable Throwable failure;

    /** No page will follow: the last one is in the queue, or the chain broke. Written after all else. */
    private volatile boolean ended;

    // Owned by the emitting loop.

    private final Turnstile emitting = new Turnstile();
    private @Nullable Object @Nullable [] page;

    /** How many pages are gone since the start. */
    private volatile int left;

    /** How many of its rows are gone. */
    private int gone;

    private long emitted;

    /** How many rows were {@code null}, and so were left out. Read by the fetching loop. */
    private volatile int absent;

    private boolean terminated;

    /**
     * An emitter for one subscriber.
     *
     * @param pageEmitted told when the last row of a page is gone
     */
    PageEmitter(CoreSubscriber<? super T> actual, Runnable pageEmitted) {
        this.actual = actual;
        this.pageEmitted = pageEmitted;
    }

    void ask(long n) {
        Operators.addCap(REQUESTED, this, n);
    }

    long requested() {
        return requested;
    }

    /** Rows of pages that nobody gets, because they are {@code null}. What is asked for is to be had besides these. */
    int absent() {
        return absent;
    }

    /** Nothing is emitted from now on. What waits is discarded when it is next to {@link #emit()}. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Pages that wait, and the one that is being emitted. */
    int waiting() {
        return added - left;
    }

    /**
     * A page that has rows.
     *
     * @param rows in an array: reading the SDK's lists by index, one around the other, was a third of what paging took
     */
    void add(@Nullable Object[] rows) {
        ADDED.lazySet(this, added + 1);
        pages.offer(rows);
    }

    /** Tells, once, that no page will follow: behind the last one, or behind the one at which the chain broke. */
    void end(@Nullable Throwable reason) {
        failure = reason;
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /**
     * Emits what is there, up to demand, unless another thread is at it, which then sees it.
     *
     * @return what the subscriber threw, which counts as a cancel, as Reactive Streams has it in its rule 2.13;
     *     {@code null} if it threw nothing
     */
    @Nullable
    Throwable emit() {
        Throwable thrown = null;
        if (emitting.enter()) {
            do {
                try {
                    emitWhatIsThere();
                } catch (Throwable e) {
                    thrown = e;
                    cancelled = true;
                    discard();
                }
            } while (emitting.again());
        }
        return thrown;
    }

    private void emitWhatIsThere() {
        while (!terminated) {
            if (cancelled) {
                discard();
                return;
            }
            @Nullable Object[] rows = page;
            if (rows == null) {
                boolean last = ended; // read before the queue, as it is written after it
                page = pages.poll();
                gone = 0;
                if (page == null) {
                    if (last) {
                        terminate();
                    }
                    return;
                }
            } else if (gone == rows.length) {
                page = null;
                LEFT.lazySet(this, left + 1);
                pageEmitted.run();
            } else {
                emitRows(rows);
                if (gone != rows.length && emitted == requested) {
                    return;
                }
            }
        }
    }

    /** Emits as many rows of this page as are asked for; demand that comes meanwhile is seen by the next round. */
    @SuppressWarnings("unchecked") // rows of T are what is added
    private void emitRows(@Nullable Object[] rows) {
        long limit = requested;
        long count = emitted;
        int next = gone;
        int nulls = absent;
        try {
            while (next != rows.length && !cancelled) {
                T row = (T) rows[next];
                if (row != null && count == limit) {
                    break;
                }
                next++;
                if (row == null) {
                    nulls++;
                } else {
                    count++;
                    actual.onNext(row);
                }
            }
        } finally { // also behind a row whose subscriber threw: it has had that one
            gone = next;
            emitted = count;
            if (nulls != absent) {
                absent = nulls;
            }
        }
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
        if (page != null) {
            discard(Arrays.asList(page).subList(gone, page.length));
            page = null;
        }
        for (@Nullable Object[] rows = pages.poll(); rows != null; rows = pages.poll()) {
            discard(Arrays.asList(rows));
        }
    }

    private void discard(List<? extends @Nullable Object> rows) {
        Operators.onDiscardMultiple(rows, actual.currentContext());
    }

    /** The walk's state, as {@link Scannable} has it. */
    @SuppressWarnings("rawtypes") // Scannable's own signature
    @Nullable
    Object scanUnsafe(Attr key) {
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
            return cancelled ? 0 : waiting();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested == Long.MAX_VALUE ? Long.MAX_VALUE : requested - emitted;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
