package dev.deployflux.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Has that run polling which is wanted, and no other, and the timer of the grace time ticking, if one is wanted.
 *
 * <p>Starting and stopping call others' code, so it isn't done under the feed's lock. Nor may it be done by two
 * threads at once: a start that is late would take the loop from the one after it. One thread does it, for whoever
 * comes meanwhile too.
 */
final class FeedRunner {

    /**
     * What the feed wants.
     *
     * @param run {@code null} for none
     * @param idle numbers the time without subscribers; 0 if there are some
     */
    record Wanted(@Nullable FeedRun run, long idle) {}

    private final FeedHub hub;
    private final Scheduler scheduler;
    private final Duration grace;
    private final AtomicInteger unanswered = new AtomicInteger();

    // Owned by the thread inside.
    private @Nullable FeedRun running;
    private long timed;
    private Disposable timer = Disposables.disposed();

    FeedRunner(FeedHub hub, WatchOptions options) {
        this.hub = hub;
        this.scheduler = options.scheduler();
        this.grace = options.grace();
    }

    /** What is wanted may have changed. */
    void adjust() {
        int answering = 1;
        if (unanswered.getAndIncrement() != 0) {
            return;
        }
        do {
            Wanted wanted = hub.wanted();
            if (wanted.idle() != timed) {
                timer.dispose();
                timed = wanted.idle();
                timer = timed == 0 ? Disposables.disposed() : schedule(timed);
            }
            if (wanted.run() != running) {
                replace(wanted.run());
            }
            answering = unanswered.addAndGet(-answering);
        } while (answering != 0);
    }

    private void replace(@Nullable FeedRun next) {
        if (running != null) {
            running.cancel();
        }
        running = next;
        if (next != null) {
            try {
                next.start();
            } catch (Throwable e) {
                hub.ended(next, e);
            }
        }
    }

    private Disposable schedule(long idle) {
        try {
            return scheduler.schedule(() -> hub.graceIsOver(idle), grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (Throwable e) { // without a timer there is no grace
            hub.graceIsOver(idle);
            return Disposables.disposed();
        }
    }
}
