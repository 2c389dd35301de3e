package dev.deployflux.watch;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * One subscriber of a feed: its demand, its {@link FeedBuffer}, and a worker of its own on which it gets its events, so
 * that whatever it does in {@code onNext} holds up neither the polling nor the buffers of others.
 *
 * <p>The rule that none of Reactor's operators expresses: <em>what a subscriber hasn't asked for is merged by key.</em>
 * {@code onBackpressureLatest} keeps one event of all, {@code onBackpressureBuffer} drops or grows, {@code groupBy} with
 * a latest of each group never forgets a group, and loses the order between them.
 *
 * <p>Who brings events or demand counts one up; who was the first has the worker drain, and the drain goes round until
 * it has answered all. {@link #draining} says who may signal: the drain while it runs, or, in its stead and for ever,
 * who finds that the worker takes no more tasks.
 */
final class FeedSubscription implements Subscription, Scannable, Runnable {

    private static final AtomicLongFieldUpdater<FeedSubscription> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(FeedSubscription.class, "requested");

    private record End(@Nullable Throwable error) {}

    private final CoreSubscriber<? super DeploymentEvent> actual;
    private final FeedHub hub;
    private final FeedBuffer buffer;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;

    /** What is asked for and wasn't emitted; {@code Long.MAX_VALUE} is unbounded. */
    private volatile long requested;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean terminated;

    FeedSubscription(CoreSubscriber<? super DeploymentEvent> actual, FeedHub hub, Scheduler scheduler) {
        this.actual = actual;
        this.hub = hub;
        this.buffer = new FeedBuffer(hub.tally());
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
    }

    /** Has these wait. To be followed by {@link #wake()}, outside of any lock. */
    void add(List<DeploymentEvent> events, List<String> forgotten) {
        buffer.add(events, forgotten);
    }

    /** The first end counts. What still waits is discarded, and the end is signalled at once, whatever the demand. */
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
            hub.leave(this); // nothing is added afterwards
            discard();
            worker.dispose();
        }
    }

    boolean isCancelled() {
        return cancelled.get();
    }

    int pending() {
        return buffer.size();
    }

    private void discard() {
        Operators.onDiscardMultiple(buffer.clear(), actual.currentContext());
    }

    /** There may be something to do. */
    void wake() {
        if (cancelled.get()) {
            return;
        }
        if (unanswered.getAndIncrement() == 0) {
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
        hub.leave(this);
        end.compareAndSet(
                null,
                new End(new RejectedExecutionException(
                        "Schedulers.parallel() takes no tasks: shut it down after the subscribers of the feed",
                        cause)));
        terminate();
    }

    /** On the worker. */
    @Override
    public void run() {
        int answering = unanswered.get();
        while (answering != 0 && draining.compareAndSet(false, true)) {
            if (!drain()) {
                return; // for good: nobody else may signal
            }
            draining.set(false);
            answering = unanswered.addAndGet(-answering);
        }
    }

    /** Returns whether it may go on another time. */
    private boolean drain() {
        try {
            while (!cancelled.get()) {
                if (end.get() != null) {
                    terminate();
                    return false;
                }
                DeploymentEvent next = requested == 0 ? null : buffer.poll();
                if (next == null) {
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
            return buffer.size();
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
