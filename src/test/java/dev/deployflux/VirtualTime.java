package dev.deployflux;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A clock that moves only when nothing can go on without it: no call is under way over HTTP, and somebody waits for a later
 * moment. So calls take no time but what a test gives them, and every run sees the same times. Reactor's
 * {@code VirtualTimeScheduler} doesn't tell when the next task is due, and knows nothing of calls under way.
 *
 * <p>A call is told of by {@link #callBegan()}, and by {@link #callEnded()} when all that its end has led to on the thread
 * where it ended has been done. While a call itself waits for a moment, a latency of the server's or a pause between two of
 * the SDK's attempts, it isn't under way: such waits go to {@link #withinCalls()}. Tasks run on the thread of
 * {@link #await}, one at a time.
 */
final class VirtualTime implements Scheduler {

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.<Timer>comparingLong(timer -> timer.due).thenComparingLong(timer -> timer.number));
    private long now;
    private long scheduled;
    private int underWay;

    /** Subscribes, and lets time pass until there is a result. An error is thrown as it is. */
    <T> T await(Mono<T> mono) {
        CompletableFuture<T> result = mono.toFuture();
        for (Timer next = next(result); next != null; next = next(result)) {
            next.task.run();
        }
        return Mono.fromFuture(result).blockOptional().orElseThrow();
    }

    /** Null when there is a result. */
    private synchronized @Nullable Timer next(CompletableFuture<?> result) {
        try {
            while (underWay > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("%d calls are under way for ever".formatted(underWay), e);
        }
        if (result.isDone()) {
            return null;
        }
        Timer next = timers.poll();
        if (next == null) {
            throw new AssertionError("It stalls: no call is under way, and nobody waits for a later moment");
        }
        now = next.due;
        next.leave();
        return next;
    }

    synchronized void callBegan() {
        underWay++;
    }

    synchronized void callEnded() {
        underWay--;
        notifyAll();
    }

    synchronized Duration passed() {
        return Duration.ofNanos(now);
    }

    /** For the simulator. */
    Clock clock() {
        InstantSource source = () -> Instant.EPOCH.plus(passed());
        return source.withZone(ZoneOffset.UTC);
    }

    /** For what waits within a call. */
    Scheduler withinCalls() {
        return new WithinCalls();
    }

    @Override
    public synchronized long now(TimeUnit unit) {
        return unit.convert(now, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return add(task, unit.toNanos(delay), 0);
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException("one task at a time");
    }

    private synchronized Timer add(Runnable task, long delay, int calls) {
        Timer timer = new Timer(now + delay, scheduled++, task, calls);
        timers.add(timer);
        underWay -= calls;
        notifyAll();
        return timer;
    }

    private final class WithinCalls implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return add(task, unit.toNanos(delay), 1);
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("one task at a time");
        }
    }

    private final class Timer implements Disposable {
        private final long due;
        private final long number;
        private final Runnable task;

        /** How many calls go on when it rings. */
        private int calls;

        Timer(long due, long number, Runnable task, int calls) {
            this.due = due;
            this.number = number;
            this.task = task;
            this.calls = calls;
        }

        void leave() {
            underWay += calls;
            calls = 0;
        }

        @Override
        public void dispose() {
            synchronized (VirtualTime.this) {
                timers.remove(this);
                leave();
            }
        }
    }
}
