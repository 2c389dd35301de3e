package dev.deployflux.benchmarks.ecs;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** When and where the future of a call in memory completes. */
public interface Answering extends AutoCloseable {

    /** The answer, on its way. */
    <T> CompletableFuture<T> answer(T response);

    @Override
    default void close() {}

    /** Before the call returns, as from a cache. */
    static Answering atOnce() {
        return CompletableFuture::completedFuture;
    }

    /** On a thread of the client's own, as the SDK does. */
    static Answering onAnotherThread() {
        return after(Duration.ZERO);
    }

    /** On a thread of the client's own, after so long. */
    static Answering after(Duration latency) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(daemon());
        return new Answering() {
            @Override
            public <T> CompletableFuture<T> answer(T response) {
                CompletableFuture<T> future = new CompletableFuture<>();
                if (latency.isZero()) {
                    thread.execute(() -> future.complete(response));
                } else {
                    thread.schedule(() -> future.complete(response), latency.toNanos(), TimeUnit.NANOSECONDS);
                }
                return future;
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }

    private static ThreadFactory daemon() {
        return task -> {
            Thread thread = new Thread(task, "answers");
            thread.setDaemon(true);
            return thread;
        };
    }
}
