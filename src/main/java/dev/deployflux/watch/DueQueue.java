package dev.deployflux.watch;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Turns by the time when they are due, and the one who waits for the first of them. However many there are, one timer
 * runs at most. When turns are late, the one that was due first comes first, so none starves. Thread-safe; signals are
 * emitted on the scheduler, outside of the lock.
 */
final class DueQueue {

    private record Due(Turn turn, long at, long number) {}

    private final Scheduler scheduler;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long added;
    private @Nullable MonoSink<Turn> waiting;
    private @Nullable Disposable timer;
    private long timerAt;

    DueQueue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Adds a turn that doesn't wait here yet.
     *
     * @param at in the scheduler's nanoseconds; may have passed
     */
    void put(Turn turn, long at) {
        MonoSink<Turn> failed;
        synchronized (this) {
            queue.add(new Due(turn, at, added++));
            failed = arm();
        }
        fail(failed);
    }

    /** Has a turn that waits here due at that time instead. */
    void hasten(Turn turn, long at) {
        MonoSink<Turn> failed = null;
        synchronized (this) {
            if (queue.removeIf(due -> due.turn == turn)) {
                queue.add(new Due(turn, at, added++));
                failed = arm();
            }
        }
        fail(failed);
    }

    /** The first turn, once it is due, taken out. One may wait at a time. */
    Mono<Turn> next() {
        return Mono.create(sink -> {
            sink.onDispose(() -> leave(sink));
            MonoSink<Turn> failed;
            synchronized (this) {
                waiting = sink;
                failed = arm();
            }
            fail(failed);
        });
    }

    private synchronized void leave(MonoSink<Turn> sink) {
        if (waiting == sink) {
            waiting = null;
            disarm();
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    /** Returns who waits if there can be no timer. */
    private @Nullable MonoSink<Turn> arm() {
        Due first = queue.peek();
        if (waiting == null || first == null || (timer != null && timerAt <= first.at)) {
            return null;
        }
        disarm();
        try {
            timerAt = first.at;
            timer = scheduler.schedule(
                    this::ring, Math.max(0, first.at - scheduler.now(TimeUnit.NANOSECONDS)), TimeUnit.NANOSECONDS);
            return null;
        } catch (RejectedExecutionException e) {
            return waiting;
        }
    }

    private void ring() {
        MonoSink<Turn> ready = null;
        MonoSink<Turn> failed = null;
        Turn turn = null;
        synchronized (this) {
            timer = null;
            Due first = queue.peek();
            if (waiting != null && first != null && first.at <= scheduler.now(TimeUnit.NANOSECONDS)) {
                queue.poll();
                ready = waiting;
                turn = first.turn;
                waiting = null;
            } else {
                failed = arm();
            }
        }
        if (ready != null) {
            ready.success(turn);
        }
        fail(failed);
    }

    /** A watch without timers would stall in silence. */
    private static void fail(@Nullable MonoSink<Turn> waiting) {
        if (waiting != null) {
            waiting.error(new RejectedExecutionException(
                    "the watcher's scheduler takes no tasks: keep it until the watch has been cancelled"));
        }
    }
}
