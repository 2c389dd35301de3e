package dev.deployflux.quota;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * A clock and tasks that move only when told to. {@code VirtualTimeScheduler} runs a task in the moment in which it is
 * scheduled, and doesn't tell how many are left.
 */
final class HandScheduler implements Scheduler {

    private record Timer(long due, long number, Runnable task, Disposable handle) {}

    /** Tasks without a delay, not run yet. */
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::number));
    private long now;
    private long scheduled;

    HandScheduler() {
        this(0);
    }

    HandScheduler(long now) {
        this.now = now;
    }

    int tasks() {
        return tasks.size();
    }

    int timers() {
        timers.removeIf(timer -> timer.handle.isDisposed());
        return timers.size();
    }

    /** How many have ever been set. */
    long timersEver() {
        return scheduled;
    }

    /** As a scheduler does that is shut down. */
    void loseTimers() {
        timers.clear();
    }

    /** Runs the task that waits longest; whether there was one. */
    boolean runTask() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    void runTasks() {
        while (runTask()) {
            // until there is none
        }
    }

    /** Rings the timers due by then, each at its time; the tasks that they leave stay where they are. */
    void ringUntil(long nanos) {
        while (timers() > 0 && timers.element().due <= nanos) {
            Timer next = timers.remove();
            now = next.due;
            next.task.run();
        }
        now = nanos;
    }

    /** Lets time pass, and runs all that is due, each at its time. */
    void advance(Duration time) {
        long end = now + time.toNanos();
        runTasks();
        while (timers() > 0 && timers.element().due <= end) {
            ringUntil(timers.element().due);
            runTasks();
        }
        now = end;
    }

    long nanos() {
        return now;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(now, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        tasks.add(task);
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        Disposable handle = Disposables.single();
        timers.add(new Timer(now + unit.toNanos(delay), scheduled++, task, handle));
        return handle;
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException("one task at a time");
    }
}
