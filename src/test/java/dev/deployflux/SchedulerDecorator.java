package dev.deployflux;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Another scheduler, of which a test changes what it is about. Disposing of this leaves that one alone. */
public abstract class SchedulerDecorator implements Scheduler {

    private final Scheduler other;

    protected SchedulerDecorator(Scheduler other) {
        this.other = other;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return other.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return other.schedule(task, delay, unit);
    }

    @Override
    public Worker createWorker() {
        return other.createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
        return other.now(unit);
    }
}
