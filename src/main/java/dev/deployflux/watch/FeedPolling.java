package dev.deployflux.watch;

import dev.deployflux.concurrent.Turnstile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Starts and stops sessions so that only the wanted one takes part, and the timer of the grace time, if one is wanted.
 *
 * <p>Starting and stopping call others' code, so it isn't done under the feed's lock. Nor may it be done by two
 * threads at once: a start that is late would take the loop from the one after it. One thread does it, for whoever
 * comes meanwhile too.
 */
final class FeedPolling {

    /** The feed that wants the session. It is called without any lock. */
    interface Owner {

        /** What is wanted now. */
        Wanted wanted();

        /** The grace time is over for the time without anybody that has this number. */
        void graceIsOver(long idle);
    }

    /**
     * What the owner wants.
     *
     * @param session {@code null} for none
     * @param idle numbers the time without subscribers; 0 if there are some
     */
    record Wanted(@Nullable FeedSession session, long idle) {}

    private final Owner owner;
    private final Scheduler scheduler;
    private final Duration grace;
    private final Turnstile turnstile = new Turnstile();

    // Owned by the thread inside.
    private @Nullable FeedSession running;
    private long timed;
    private Disposable timer = Disposables.disposed();

    FeedPolling(Owner owner, WatchOptions options) {
        this.owner = owner;
        this.scheduler = options.timers;
        this.grace = options.grace;
    }

    /** What is wanted may have changed. */
    void adjust() {
        if (turnstile.enter()) {
            do {
                Wanted wanted = owner.wanted();
                if (wanted.idle() != timed) {
                    timer.dispose();
                    timed = wanted.idle();
                    timer = timed == 0 ? Disposables.disposed() : schedule(timed);
                }
                if (wanted.session() != running) {
                    replace(wanted.session());
                }
            } while (turnstile.again());
        }
    }

    private void replace(@Nullable FeedSession next) {
        if (running != null) {
            running.stop();
        }
        running = next;
        if (next != null) {
            next.start();
        }
    }

    private Disposable schedule(long idle) {
        try {
            return scheduler.schedule(() -> owner.graceIsOver(idle), grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (Throwable e) { // without a timer there is no grace
            owner.graceIsOver(idle);
            return Disposables.disposed();
        }
    }
}
