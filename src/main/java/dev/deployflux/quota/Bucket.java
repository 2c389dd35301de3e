package dev.deployflux.quota;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * One bucket: its level, who waits, and the timer for the next of them. All of it changes on the {@link Strand} only,
 * where no subscriber's code runs: calls are started by the threads that subscribe, or on the scheduler.
 */
final class Bucket {

    /** Asked each time: Reactor replaces its shared schedulers for virtual time, and after a shutdown. */
    private final Supplier<Scheduler> scheduler;

    private final Strand strand = new Strand();
    private final Set<Permit> waiters = new LinkedHashSet<>();
    private @Nullable Timer timer;

    // Written on the strand, read by anybody.

    private volatile Level level;
    private volatile int waiting;

    Bucket(Limits limits, Supplier<Scheduler> scheduler) {
        this.scheduler = scheduler;
        this.level = Level.full(limits, now());
    }

    QuotaState state() {
        int waitingNow = waiting;
        Level current = level.at(now());
        return new QuotaState(current.perSecond(), Math.max(0, current.available()), waitingNow);
    }

    void arrived(Permit permit) {
        strand.run(() -> {
            if (!permit.isOver()) { // else it has left before this
                waiters.add(permit);
            }
            serve();
        });
    }

    /** One who waited, or was about to, does so no more. */
    void left(Permit permit) {
        strand.run(() -> {
            waiters.remove(permit);
            serve();
        });
    }

    /** A permit was granted, and its call not made. */
    void gaveBack() {
        strand.run(() -> {
            level = level.release();
            serve();
        });
    }

    /** A call is over that was granted its permit after so many drops of the rate. */
    void ended(CallEnd how, int dropsBefore) {
        strand.run(() -> {
            Level charged = level.at(now()).charge(how.attempts());
            if (dropsBefore != charged.drops()) {
                level = charged; // older than the last drop, so it tells nothing of the rate since
            } else if (how.throttled()) {
                level = charged.drop();
            } else {
                level = how.succeeded() ? charged.rise() : charged;
            }
            serve();
        });
    }

    private void serve() {
        level = level.at(now());
        try {
            grant();
            setTimer();
        } catch (RejectedExecutionException e) {
            refuseAll(e);
        }
        waiting = waiters.size();
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
        } catch (RejectedExecutionException e) {
            permit.refuse(e); // it gives back what it was granted
        }
    }

    private void setTimer() {
        long delay = waiters.isEmpty() ? 0 : level.nanosToNext();
        Timer current = timer;
        if (current != null) {
            if (delay > 0 && level.time() + delay - current.due >= 0) {
                return; // it rings early enough, perhaps too early, and is then set again
            }
            timer = null;
            current.cancel();
        }
        if (delay > 0) {
            Timer next = new Timer(level.time() + delay);
            timer = next;
            next.task = scheduler.get().schedule(next, delay, TimeUnit.NANOSECONDS);
        }
    }

    /** They would wait for ever. It is told on this thread, since the scheduler has just refused to give another. */
    private void refuseAll(RejectedExecutionException reason) {
        timer = null;
        List<Permit> refused = List.copyOf(waiters);
        waiters.clear();
        refused.forEach(permit -> permit.refuse(reason));
    }

    private long now() {
        return scheduler.get().now(TimeUnit.NANOSECONDS);
    }

    /** Rings once; one that was replaced as it rang has no effect on the next. */
    private final class Timer implements Runnable {
        private final long due;
        private @Nullable Disposable task;

        Timer(long due) {
            this.due = due;
        }

        void cancel() {
            if (task != null) {
                task.dispose();
            }
        }

        @Override
        public void run() {
            strand.run(() -> {
                if (timer == this) {
                    timer = null;
                }
                serve();
            });
        }
    }
}
