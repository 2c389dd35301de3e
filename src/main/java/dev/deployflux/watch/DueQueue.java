package dev.deployflux.watch;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
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
    private @Nullable Alarm alarm;

    DueQueue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Adds a turn that doesn't wait here yet.
     *
     * @param at in the scheduler's nanoseconds; may have passed
     */
    void put(Turn turn, long at) {
        Alarm set;
        synchronized (this) {
            queue.add(new Due(turn, at, added++));
            set = setAlarm();
        }
        start(set);
    }

    /** Has a turn that waits here due at that time instead. */
    void hasten(Turn turn, long at) {
        Alarm set = null;
        synchronized (this) {
            if (queue.removeIf(due -> due.turn == turn)) {
                queue.add(new Due(turn, at, added++));
                set = setAlarm();
            }
        }
        start(set);
    }

    /** The first turn, once it is due, taken out. One may wait at a time. */
    Mono<Turn> next() {
        return Mono.create(sink -> {
            Alarm set;
            synchronized (this) {
                waiting = sink;
                set = setAlarm();
            }
            sink.onDispose(() -> leave(sink)); // at once, if it has been cancelled already
            start(set);
        });
    }

    /**
     * Whether the timer should have rung so long ago, by the scheduler's time and in real time, too: the one stands still
     * in tests, the other may be a clock that is set.
     */
    synchronized boolean isOverdue(long patience) {
        return alarm != null
                && scheduler.now(TimeUnit.NANOSECONDS) - alarm.at > patience
                && System.nanoTime() - alarm.realAt > patience;
    }

    private synchronized void leave(MonoSink<Turn> sink) {
        if (waiting == sink) {
            waiting = null;
            if (alarm != null) {
                alarm.task.dispose();
                alarm = null;
            }
        }
    }

    /** For the first turn, if somebody waits; returns one that is to be {@linkplain #start started} without the lock. */
    private @Nullable Alarm setAlarm() {
        Due first = queue.peek();
        if (waiting == null || first == null || (alarm != null && alarm.at <= first.at)) {
            return null;
        }
        if (alarm != null) {
            alarm.task.dispose();
        }
        alarm = new Alarm(first.at, Math.max(0, first.at - scheduler.now(TimeUnit.NANOSECONDS)));
        return alarm;
    }

    /** A scheduler may run it at once, on this very thread. */
    private void start(@Nullable Alarm set) {
        if (set == null) {
            return;
        }
        try {
            long delay = Math.max(0, set.at - scheduler.now(TimeUnit.NANOSECONDS));
            set.task.replace(scheduler.schedule(set, delay, TimeUnit.NANOSECONDS));
        } catch (Throwable e) {
            rejected(e);
        }
    }

    /** A watch without timers would stall in silence. */
    private void rejected(Throwable e) {
        MonoSink<Turn> failed;
        synchronized (this) {
            failed = waiting;
            waiting = null;
        }
        if (failed != null) {
            failed.error(new RejectedExecutionException(
                    "the watcher's scheduler took no task: dispose of it after the watch has been cancelled", e));
        }
    }

    private void ring(Alarm rung) {
        MonoSink<Turn> ready = null;
        Turn turn = null;
        Alarm set = null;
        synchronized (this) {
            if (alarm != rung) {
                return;
            }
            alarm = null;
            Due first = queue.peek();
            if (waiting != null && first != null && first.at <= scheduler.now(TimeUnit.NANOSECONDS)) {
                queue.poll();
                turn = first.turn;
                ready = waiting;
                waiting = null;
            } else {
                set = setAlarm();
            }
        }
        if (ready != null) {
            ready.success(turn);
        }
        start(set);
    }

    private final class Alarm implements Runnable {
        private final long at;
        private final long realAt;
        private final Disposable.Swap task = Disposables.swap();

        Alarm(long at, long delay) {
            this.at = at;
            this.realAt = System.nanoTime() + delay;
        }

        @Override
        public void run() {
            ring(this);
        }
    }
}
