package dev.deployflux;

import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * What a caller's publisher brings, such as the services of a fan-out, on its way to the fetching loop. Only that loop calls
 * the methods that aren't a subscriber's.
 *
 * @param <T> an item
 */
final class Upstream<T> extends BaseSubscriber<T> {

    private final Publisher<? extends T> items;
    private final Context context;
    private final Runnable wake;
    private boolean begun;

    /** How many items were requested and not yet taken. */
    private long expected;

    // Written by the publisher, read by the fetching loop.

    private final Queue<T> inbox = Queues.<T>unbounded().get();

    /** Why none will come; {@code null} if the publisher completed, or has not {@linkplain #ended} yet. */
    @Nullable
    Throwable failure;

    /** Whether none will come besides those that can be {@linkplain #take taken}. Written after all else. */
    volatile boolean ended;

    Upstream(Publisher<? extends T> items, Context context, Runnable wake) {
        this.items = items;
        this.context = context;
        this.wake = wake;
    }

    /** What a publisher throws instead of signalling is its error, behind the items that it has brought. */
    private void ask(Runnable forItems) {
        try {
            forItems.run();
        } catch (Throwable e) {
            onError(e);
        }
    }

    /** The item that is next to be taken; {@code null} if there is none now. */
    @Nullable
    T peek() {
        return inbox.peek();
    }

    /** An item that has come; {@code null} if there is none now. */
    @Nullable
    T take() {
        T item = inbox.poll();
        if (item != null) {
            expected--;
        }
        return item;
    }

    /** Requests items, so that {@code most} are on their way or wait; in batches, when half of them are gone. */
    void keepAhead(long most, int waiting) {
        begin();
        if (waiting + expected <= most / 2) {
            fill(most, waiting);
        }
    }

    /** Requests items, so that {@code most} are on their way or wait. */
    void fill(long most, int waiting) {
        begin();
        long lacking = most - waiting - expected;
        if (upstream() != null && lacking > 0) {
            expected += lacking;
            ask(() -> request(lacking));
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            ask(() -> items.subscribe(this));
        }
    }

    /** Nobody wants these any more, which were taken and are forgotten then, nor what waits. */
    void discard(List<T> taken) {
        Operators.onDiscardMultiple(taken, context);
        taken.clear();
        for (T item = inbox.poll(); item != null; item = inbox.poll()) {
            Operators.onDiscard(item, context);
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        wake.run();
    }

    @Override
    protected void hookOnNext(T item) {
        inbox.offer(item);
        wake.run();
    }

    @Override
    protected void hookOnError(Throwable error) {
        failure = error;
        ended = true;
        wake.run();
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        wake.run();
    }
}
