package dev.deployflux.quota;

import dev.deployflux.concurrent.SerialExecutor;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One bucket: its level, who waits, and the timer for the next of them. All of it is changed by actions of the
 * {@link SerialExecutor} only, which run no subscriber's code: calls are started by the threads that subscribe, or on the
 * scheduler.
 */
final class Bucket {

    /** Seconds. */
    private static final long LOOKED_EVERY = 10;

    /** Asked each time: Reactor replaces its shared schedulers for virtual time, and after a shutdown. */
    private final Supplier<Scheduler> scheduler;

    private final Supplier<Scheduler> watchdogs;
    private final SerialExecutor actions = new SerialExecutor();
    private final Set<Permit> waiters = new LinkedHashSet<>();

    /** The share of this process; {@code null} if it shares with no other. */
    private final @Nullable RateLease lease;

    private @Nullable Timer timer;

    /** Looks after the scheduler while somebody waits; {@code null} while nobody does. */
    private @Nullable Disposable watchdog;

    // Written by actions, read by anybody.

    private volatile Level level;
    private volatile int waiting;

    Bucket(Limits limits, Supplier<Scheduler> scheduler) {
        this(limits, scheduler, Schedulers::parallel);
    }

    /**
     * A full bucket.
     *
     * @param watchdogs where the watchdog runs, which has to live longer than the scheduler
     */
    Bucket(Limits limits, Supplier<Scheduler> scheduler, Supplier<Scheduler> watchdogs) {
        this.scheduler = scheduler;
        this.watchdogs = watchdogs;
        this.lease = null;
        this.level = Level.full(limits, scheduler.get().now(TimeUnit.NANOSECONDS));
    }

    /** A bucket that is empty until it has a share. */
    Bucket(
            Limits limits,
            Supplier<Scheduler> scheduler,
            Supplier<Scheduler> watchdogs,
            QuotaShares shares,
            ApiBucket bucket) {
        this.scheduler = scheduler;
        this.watchdogs = watchdogs;
        this.lease = new RateLease(shares, bucket, limits, moves -> change(() -> level = moves.apply(levelNow())));
        this.level = Level.none(limits, scheduler.get().now(TimeUnit.NANOSECONDS));
    }

    QuotaState state() {
        int waitingNow = waiting;
        Level current = levelNow();
        return new QuotaState(
                current.perSecond(), Math.max(0, current.available()), waitingNow, lease == null ? null : lease.told());
    }

    void arrived(Permit permit) {
        change(() -> {
            if (!permit.isOver()) { // else it has left before this
                waiters.add(permit);
                if (lease != null) {
                    lease.arrived();
                }
            }
        });
    }

    /** A permit that was waited for, or about to be, isn't wanted any more. */
    void left(Permit permit) {
        change(() -> waiters.remove(permit));
    }

    /** A permit was granted, and its call not made. */
    void gaveBack() {
        change(() -> level = level.release());
    }

    /** A call has ended whose permit was granted after so many drops of the rate. */
    void ended(CallEnd how, int dropsBefore) {
        change(() -> {
            Level charged = levelNow().charge(how.attempts());
            if (lease != null) {
                lease.ended(how, dropsBefore != charged.drops());
            }
            if (dropsBefore != charged.drops()) {
                level = charged; // older than the last drop, so it tells nothing of the rate since
            } else if (how.throttled()) {
                level = charged.drop();
            } else {
                level = how.succeeded() ? charged.rise() : charged;
            }
        });
    }

    /** All that is told here may let others start. */
    private void change(Runnable action) {
        actions.execute(() -> {
            action.run();
            serve();
        });
    }

    private void serve() {
        level = levelNow();
        try {
            if (lease != null) {
                level = lease.look(level, waiters.size(), scheduler.get());
            }
            grant();
            setTimer();
        } catch (Throwable e) { // out of threads, for one: nobody would ring for those who wait
            refuseAll(refusal(e));
        }
        setWatchdog();
        waiting = waiters.size();
    }

    /** A scheduler that is disposed of takes the timer along without a word, and perhaps no other call comes by. */
    private void setWatchdog() {
        if (waiters.isEmpty() && watchdog != null) {
            watchdog.dispose();
            watchdog = null;
        } else if (!waiters.isEmpty() && watchdog == null) {
            try {
                watchdog = watchdogs
                        .get()
                        .schedulePeriodically(() -> change(this::look), LOOKED_EVERY, LOOKED_EVERY, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                watchdog = Disposables.disposed(); // calls that come by look, as they do anyway
            }
        }
    }

    private void look() {
        if (scheduler.get().isDisposed()) {
            refuseAll(new RejectedExecutionException(
                    "the quota's scheduler is disposed of: do that when no call waits any more"));
        }
    }

    private void grant() {
        Iterator<Permit> inOrder = waiters.iterator();
        while (level.available() > 0 && inOrder.hasNext()) {
            Permit first = inOrder.next();
            inOrder.remove();
            level = level.reserve(); // before the grant: a scheduler may run the call at once, which then looks
            waiting = waiters.size();
            grant(first);
        }
    }

    private void grant(Permit permit) {
        try {
            if (!permit.grant(level.drops(), scheduler.get())) {
                level = level.release();
            }
        } catch (Throwable e) {
            refuse(permit, refusal(e)); // it gives back what it was granted
        }
    }

    private void setTimer() {
        long delay = waiters.isEmpty() ? 0 : level.nanosToNext();
        if (lease != null) {
            long look = lease.nanosToNext(level.time());
            delay = delay == 0 || look == 0 ? Math.max(delay, look) : Math.min(delay, look);
        }
        Timer current = timer;
        if (current != null) {
            if (delay > 0 && current.ringsWithin(delay)) {
                return; // perhaps too early, and is then set again
            }
            timer = null;
            current.task.dispose();
        }
        if (delay > 0) {
            Scheduler today = scheduler.get();
            Timer next = new Timer(today, level.time() + delay);
            timer = next;
            next.task.update(today.schedule(next, delay, TimeUnit.NANOSECONDS));
        }
    }

    /** Refuses all who wait, as they would wait for ever. */
    private void refuseAll(RejectedExecutionException reason) {
        timer = null;
        waiters.forEach(permit -> refuse(permit, reason)); // told later, by actions of their own
        waiters.clear();
    }

    /**
     * The permit is told on this thread, since the scheduler has just refused to give another; by an action of its own, so that
     * what its subscriber throws neither keeps it from the next nor looks like the scheduler's failure.
     */
    private void refuse(Permit permit, RejectedExecutionException reason) {
        actions.execute(() -> permit.refuse(reason));
    }

    /** What was thrown, in an exception that reaches the subscriber: Reactor throws fatal errors on instead. */
    private static RejectedExecutionException refusal(Throwable thrown) {
        return thrown instanceof RejectedExecutionException rejected
                ? rejected
                : new RejectedExecutionException("the quota's scheduler took no task", thrown);
    }

    /** Time stands still without a clock, so that what a call has cost is counted all the same. */
    private Level levelNow() {
        try {
            return level.at(scheduler.get().now(TimeUnit.NANOSECONDS));
        } catch (Throwable e) {
            return level;
        }
    }

    /** Rings once; one that was replaced as it rang has no effect on the next. */
    private final class Timer implements Runnable {
        private final Scheduler on;
        private final long due;
        private final Disposable.Swap task = Disposables.swap();

        Timer(Scheduler on, long due) {
            this.on = on;
            this.due = due;
        }

        /** Not if it is overdue or an earlier scheduler's: it may never ring, as a scheduler that is shut down drops it. */
        boolean ringsWithin(long delay) {
            long now = level.time();
            return on == scheduler.get() && due - now >= 0 && due - now <= delay;
        }

        @Override
        public void run() {
            change(() -> timer = timer == this ? null : timer);
        }
    }
}
