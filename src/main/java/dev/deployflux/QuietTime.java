package dev.deployflux;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Tells when nothing has come for a while. It is asked by one thread at a time, and has that asked again when the while may be
 * over. One timer runs at most.
 */
final class QuietTime {

    private final long nanos;
    private final Scheduler scheduler;
    private final Runnable wake;
    private final Disposable.Swap timer = Disposables.swap();

    /** Whether a timer runs: set by who asks, cleared by the timer. */
    private volatile boolean running;

    /** How much had come when something came last, and when that was. */
    private int count;

    private long since;

    /**
     * Starts no timer.
     *
     * @param wake called by the timer, on the scheduler
     */
    QuietTime(Duration length, Scheduler scheduler, Runnable wake) {
        this.nanos = length.toNanos();
        this.scheduler = scheduler;
        this.wake = wake;
    }

    /** Whether no more than so much has come for the whole time; at once, if the scheduler takes no timer. */
    boolean isOver(int countNow) {
        if (nanos == 0) {
            return true;
        }
        long now = scheduler.now(TimeUnit.NANOSECONDS);
        if (countNow != count) {
            count = countNow;
            since = now;
        }
        long left = nanos - (now - since);
        return left <= 0 || !(running || start(left));
    }

    private boolean start(long delay) {
        running = true;
        try {
            timer.replace(scheduler.schedule(this::ring, delay, TimeUnit.NANOSECONDS));
            return true;
        } catch (Throwable e) { // shut down, or out of threads: who waited for it would wait for ever
            running = false;
            return false;
        }
    }

    private void ring() {
        timer.replace(
                Disposables.disposed()); // who disposes of it from now on interrupts no call that this thread makes
        running = false;
        wake.run();
    }

    /** Something else is waited for from now on; a timer that runs may ring in vain. */
    void reset() {
        count = 0;
    }

    /** Stops the timer for good. May be called by any thread. */
    void dispose() {
        timer.dispose();
    }
}
