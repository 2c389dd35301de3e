package dev.deployflux.concurrent;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * One call for all who want it at about the same moment. The first makes it, in its own context; the last who leaves before the
 * answer aborts it; who comes later makes another.
 *
 * <p>Reactor's {@code replay(1).refCount()} isn't that: who comes while the last one leaves may be told that it was
 * disconnected.
 *
 * @param <T> the answer
 */
public final class SharedCall<T> {

    private final Mono<T> call;
    private @Nullable UnderWay<T> underWay;

    /**
     * Nobody wants it yet.
     *
     * @param call makes one call for each subscription
     */
    public SharedCall(Mono<T> call) {
        this.call = call;
    }

    /**
     * The answer of the call that is under way, or else of one that begins.
     *
     * @return a mono that ends as the call does
     */
    public Mono<T> answer() {
        return Mono.deferContextual(context -> Mono.using(this::enter, joined -> begun(joined, context), this::leave));
    }

    private synchronized UnderWay<T> enter() {
        UnderWay<T> joined = underWay;
        if (joined == null) {
            joined = new UnderWay<>();
            underWay = joined;
        }
        joined.members++;
        return joined;
    }

    /** Who enters first isn't necessarily who gets here first, but each is a member until it leaves. */
    private Mono<T> begun(UnderWay<T> joined, ContextView context) {
        if (joined.begun.compareAndSet(false, true)) {
            joined.connection.update(call.doOnTerminate(() -> over(joined))
                    .contextWrite(context)
                    .subscribe(joined.answer::tryEmitValue, joined.answer::tryEmitError, joined.answer::tryEmitEmpty));
        }
        return joined.answer.asMono();
    }

    private synchronized void over(UnderWay<T> ended) {
        if (underWay == ended) {
            underWay = null;
        }
    }

    private void leave(UnderWay<T> joined) {
        synchronized (this) {
            if (--joined.members > 0) {
                return;
            }
            over(joined); // under the lock that counts, so nobody enters what is being aborted
        }
        joined.connection.dispose();
    }

    /** One call, and how many wait for it. */
    private static final class UnderWay<T> {
        private final Sinks.One<T> answer = Sinks.one();
        private final Disposable.Swap connection = Disposables.swap();
        private final AtomicBoolean begun = new AtomicBoolean();
        private int members;
    }
}
