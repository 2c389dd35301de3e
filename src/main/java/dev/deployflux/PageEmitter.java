package dev.deployflux;

import java.util.Collection;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * What the subscriber of a {@link PageWalk} has asked for, and gets: the rows of the pages that wait, then the end.
 *
 * <p>Any thread may ask, cancel and have it {@link #emit()}; pages and the end are handed in by the fetching loop alone.
 *
 * @param <T> a row
 */
final class PageEmitter<T> {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<PageEmitter> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(PageEmitter.class, "requested");

    private final CoreSubscriber<? super T> actual;
    private final Runnable pageEmitted;

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

    // Owned by the emitting loop.

    private final Turnstile emitting = new Turnstile();
    private @Nullable Iterator<T> page;
    private long emitted;
    private boolean terminated;

    /**
     * For one subscriber.
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

    /** Nothing is emitted from now on. What waits is discarded when it is next to {@link #emit()}. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Pages that wait, and the one that is being emitted. */
    int waiting() {
        return waiting.get();
    }

    /** A page that has rows, none of them {@code null}. */
    void add(Collection<T> rows) {
        waiting.getAndIncrement();
        pages.offer(rows);
    }

    /** After the last page, or after the one behind which the chain broke; once. */
    void end(@Nullable Throwable reason) {
        failure = reason;
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Emits what is there, up to demand, unless another thread is at it, which then sees it. */
    void emit() {
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
                pageEmitted.run();
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
            return cancelled ? 0 : waiting.get();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested == Long.MAX_VALUE ? Long.MAX_VALUE : requested - emitted;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
