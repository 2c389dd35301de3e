package dev.deployflux.watch;

import dev.deployflux.concurrent.Guarded;
import dev.deployflux.concurrent.Turnstile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Starts and stops runs so that only the wanted one polls, and the timer of the grace time, if one is wanted.
 *
 * <p>Starting and stopping call others' code, so it isn't done under the feed's lock. Nor may it be done by two
 * threads at once: a start that is late would take the loop from the one after it. One thread does it, for whoever
 * comes meanwhile too.
 */
final class FeedPolling {

    /** The feed that wants the polling. It is called without any lock. */
    interface Owner {

        /** What is wanted now. */
        Wanted wanted();

        /** The grace time is over for the time without anybody that has this number. */
        void graceIsOver(long idle);

        /** A run has something to tell. */
        void report(Run from, Turn.Report report);

        /** A run has ended by itself. */
        void ended(Run run, Throwable error);
    }

    /**
     * What the owner wants.
     *
     * @param run {@code null} for none
     * @param idle numbers the time without subscribers; 0 if there are some
     */
    record Wanted(@Nullable Run run, long idle) {}

    /** The polling from one start to one stop. */
    static final class Run extends BaseSubscriber<Turn.Report> {

        private final WatchLoop loop;
        private final Owner owner;

        Run(WatchLoop loop, Owner owner) {
            this.loop = loop;
            this.owner = owner;
        }

        /** Begins to poll, or goes on where the run before was stopped. */
        private void start() {
            try {
                loop.reports().subscribe(this);
            } catch (Throwable e) { // a fatal one, which Reactor throws on without telling the subscriber
                owner.ended(this, e);
            }
        }

        @Override
        protected void hookOnNext(Turn.Report report) {
            owner.report(this, report); // what it throws comes back as an error, after a cancel
        }

        @Override
        protected void hookOnError(Throwable error) {
            owner.ended(this, error);
        }

        @Override
        protected void hookOnComplete() {
            owner.ended(this, new IllegalStateException("the polling has ended by itself"));
        }
    }

    private final Owner owner;
    private final Scheduler scheduler;
    private final Duration grace;
    private final Turnstile turnstile = new Turnstile();

    // Owned by the thread inside.
    private @Nullable Run running;
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
                if (wanted.run() != running) {
                    replace(wanted.run());
                }
            } while (turnstile.again());
        }
    }

    private void replace(@Nullable Run next) {
        if (running != null) {
            Guarded.run(running::cancel, Context.empty()); // the publisher of services is cancelled, too, and may throw
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
