package dev.deployflux.watch;

import dev.deployflux.concurrent.Turnstile;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * One subscriber of a feed: its demand, its {@link Backlog}, and a worker of its own on which it gets its events, so
 * that whatever it does in {@code onNext} holds up neither the polling nor other subscribers.
 *
 * <p>The rule that none of Reactor's operators expresses: <em>what a subscriber hasn't asked for is merged by key.</em>
 * {@code onBackpressureLatest} keeps one event of all, {@code onBackpressureBuffer} drops or grows, {@code groupBy} with
 * a latest of each group never forgets a group, and loses the order between them. Nor would {@code
 * publish().refCount(1, grace)} share the polling: subscribers that race it get errors, or two sources at once.
 *
 * <p>Who brings events or demand and finds nobody draining has the worker drain. {@link #draining} says who may signal: the
 * drain while it runs, or, in its stead and for ever, who finds that the worker takes no more tasks.
 */
final class FeedSubscription<T> implements Subscription, Scannable, Runnable {

    @SuppressWarnings("rawtypes") // as a class literal is
    private static final AtomicLongFieldUpdater<FeedSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(FeedSubscription.class, "requested");

    private record End(@Nullable Throwable error) {}

    private final CoreSubscriber<? super T> actual;
    private final Backlog<T> backlog;
    private final Consumer<FeedSubscription<T>> leave;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;

    /** What is asked for and wasn't emitted; {@code Long.MAX_VALUE} is unbounded. */
    private volatile long requested;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final Turnstile turnstile = new Turnstile();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean terminated;

    /** {@code leave} is called once, when it has cancelled, or finds no thread. */
    FeedSubscription(
            CoreSubscriber<? super T> actual,
            Backlog<T> backlog,
            Consumer<FeedSubscription<T>> leave,
            Scheduler scheduler) {
        this.actual = actual;
        this.backlog = backlog;
        this.leave = leave;
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
    }

    /** What it is still to get. {@link #wake()} it outside of any lock when there is more. */
    Backlog<T> backlog() {
        return backlog;
    }

    /**
     * The first end counts. It is signalled at once, whatever the demand, and what still waits is discarded; unless the
     * backlog outlives the feed.
     */
    void end(@Nullable Throwable error) {
        end.compareAndSet(null, new End(error));
        wake();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            Operators.addCap(REQUESTED, this, n);
            wake();
        }
    }

    @Override
    public void cancel() {
        if (cancelled.compareAndSet(false, true)) {
            leave.accept(this); // nothing is added afterwards
            discard();
            worker.dispose();
        }
    }

    boolean isCancelled() {
        return cancelled.get();
    }

    private void discard() {
        Operators.onDiscardMultiple(backlog.clear(), actual.currentContext());
    }

    /** There may be something to do. */
    void wake() {
        if (cancelled.get()) {
            return;
        }
        if (turnstile.enter()) {
            try {
                worker.schedule(this);
            } catch (RejectedExecutionException e) {
                rejected(e);
            }
        } else if (scheduler.isDisposed()) { // it may have dropped the task that was to drain
            rejected(null);
        }
    }

    private void rejected(@Nullable RejectedExecutionException cause) {
        if (cancelled.get() || !draining.compareAndSet(false, true)) {
            return; // the drain runs, and sees all
        }
        leave.accept(this);
        end.compareAndSet(
                null,
                new End(new RejectedExecutionException(
                        "Schedulers.parallel() takes no tasks: shut it down after the subscribers of the feed",
                        cause)));
        terminate();
    }

    /** Runs on the worker. */
    @Override
    public void run() {
        do {
            if (!draining.compareAndSet(false, true) || !drain()) {
                return; // for good: nobody else may signal, or somebody else does
            }
            draining.set(false);
        } while (turnstile.again());
    }

    /** Returns whether it may go on another time. */
    private boolean drain() {
        try {
            while (!cancelled.get()) {
                boolean ended = end.get() != null; // looked at first: what was told before it is in the backlog then
                if (ended && !backlog.outlivesFeed()) {
                    terminate();
                    return false;
                }
                T next = requested == 0 ? null : backlog.poll();
                if (next == null) {
                    if (ended && (requested != 0 || backlog.size() == 0)) {
                        terminate();
                        return false;
                    }
                    return true;
                }
                Operators.produced(REQUESTED, this, 1);
                actual.onNext(next);
            }
            return false;
        } catch (Throwable e) { // a subscriber must not throw; one that does has left
            cancel();
            throw e;
        }
    }

    private void terminate() {
        terminated = true;
        discard();
        End last = end.get();
        if (last == null || last.error() == null) {
            actual.onComplete();
        } else {
            actual.onError(last.error());
        }
        worker.dispose();
    }

    @Override
    @SuppressWarnings("rawtypes") // Scannable's own signature
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.ACTUAL) {
            return actual;
        }
        if (key == Attr.CANCELLED) {
            return cancelled.get();
        }
        if (key == Attr.TERMINATED) {
            return terminated;
        }
        if (key == Attr.ERROR) {
            End last = end.get();
            return last == null ? null : last.error();
        }
        if (key == Attr.BUFFERED) {
            return backlog.size();
        }
        if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
            return requested;
        }
        if (key == Attr.RUN_ON) {
            return worker;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
    }
}
