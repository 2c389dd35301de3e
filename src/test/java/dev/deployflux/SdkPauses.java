package dev.deployflux;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** What an SDK client waits on between two attempts of its own, on a scheduler. It starts no thread. */
final class SdkPauses extends ScheduledThreadPoolExecutor {

    private final Scheduler scheduler;

    SdkPauses(Scheduler scheduler) {
        super(0);
        this.scheduler = scheduler;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    task.run();
                    return task;
                },
                delay,
                unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        Pause<V> pause = new Pause<>(task, unit.toNanos(delay));
        var unused = scheduler.schedule(pause, delay, unit);
        return pause;
    }

    private static final class Pause<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long nanos;

        Pause(Callable<V> task, long nanos) {
            super(task);
            this.nanos = nanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(nanos, other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
