package dev.deployflux.paging;

import dev.deployflux.concurrent.Guarded;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One page on its way: keeps what the call brings until the fetching loop takes it in.
 *
 * @param <P> the page
 */
final class PageCall<P> implements CoreSubscriber<P> {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<PageCall, Subscription> UPSTREAM =
            AtomicReferenceFieldUpdater.newUpdater(PageCall.class, Subscription.class, "upstream");

    /** The chain that its page belongs to. */
    final PageChain<P> chain;

    /** Whether it is still being subscribed with, by a thread that then looks at what has arrived. */
    volatile boolean starting = true;

    /** Its place among the {@link CallsUnderWay}. */
    int slot;

    /** Stays {@code null} if the call fails. */
    @Nullable
    P page;

    private final Context context;
    private final Consumer<PageCall<P>> arrived;

    @SuppressWarnings("unused") // by UPSTREAM
    private volatile @Nullable Subscription upstream;

    private @Nullable Throwable failure;
    private boolean done;

    /** Whether it was aborted before it was done. */
    private boolean aborted;

    /**
     * A call to subscribe with.
     *
     * @param arrived is given this call when it has a {@link #page} or a {@link #failure()}
     */
    PageCall(PageChain<P> chain, Context context, Consumer<PageCall<P>> arrived) {
        this.chain = chain;
        this.context = context;
        this.arrived = arrived;
    }

    /** Why there is no page. */
    Throwable failure() {
        return failure != null
                ? failure
                : new IllegalStateException("The call for a page ended without one: a client that is a stub has to"
                        + " complete its future with a response, and a retry has to end with an error.");
    }

    /** Whether it has failed by itself, and not because the walk or the client cancelled it. */
    boolean failedOfItself() {
        return failure != null && !aborted && !(failure instanceof CancellationException);
    }

    /** Aborts the call if it is still on its way; the call may not even have been subscribed to yet. */
    @SuppressWarnings("NullAway") // a newer javac reads Operators' type parameter as nullable, which no updater's is
    void abort() {
        Guarded.run(() -> Operators.terminate(UPSTREAM, this), context);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public void onSubscribe(Subscription subscription) {
        if (Operators.setOnce(UPSTREAM, this, subscription)) {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(P arrivedPage) {
        if (done) {
            Operators.onNextDropped(arrivedPage, context);
            return;
        }
        page = arrivedPage;
        finish();
    }

    @Override
    public void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, context);
            return;
        }
        failure = error;
        finish();
    }

    @Override
    public void onComplete() {
        if (!done) {
            finish();
        }
    }

    private void finish() {
        done = true;
        aborted = upstream == Operators.cancelledSubscription();
        arrived.accept(this);
    }
}
