package dev.deployflux.simulator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** One call in this JVM, until it is answered or its client leaves, which is an abort. Whichever comes first decides. */
final class MemoryCall<T> {

    private final CallLog log;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Disposable.Swap running = Disposables.swap();
    private volatile @Nullable CallRecord call;

    MemoryCall(CallLog log) {
        this.log = log;
    }

    void carries(CallRecord record) {
        call = record;
    }

    CompletableFuture<T> run(Mono<T> answer) {
        running.replace(answer.subscribe(value -> ended(() -> future.complete(value)), this::fail));
        var unused = future.whenComplete((value, error) -> {
            CallRecord aborted = call;
            if (over.compareAndSet(false, true) && aborted != null) {
                log.aborted(aborted);
            }
            running.dispose(); // also when the simulator is closed: a latency may be an hour
        });
        return future;
    }

    boolean isOver() {
        return over.get();
    }

    CompletableFuture<T> future() {
        return future;
    }

    /** As the SDK's own future fails, wrapped. */
    void fail(Throwable error) {
        ended(() -> future.completeExceptionally(new CompletionException(error)));
    }

    private void ended(Runnable completion) {
        if (over.compareAndSet(false, true)) {
            completion.run();
        }
    }
}
