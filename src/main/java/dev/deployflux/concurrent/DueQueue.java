package dev.deployflux.concurrent;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Items by the time when they are due, and the one who waits for the first of them. A loop over it takes several at once:
 *
 * <pre>{@code
 * Mono.defer(queue::next).repeat().flatMap(this::work, concurrency, 1)
 * }</pre>
 *
 * <p>However many items there are, one timer runs at most, and none while nobody waits or there is no item. When items
 * are late, the one that was due first comes first, so none starves. Thread-safe; signals are emitted on the scheduler,
 * outside of the lock.
 *
 * @param <T> what is queued: by {@code equals}, each is in it once at most
 */
public final class DueQueue<T> {

    private record Due<T>(T item, long at, long number) {}

    private final Scheduler scheduler;
    private final Map<T, Due<T>> byItem = new HashMap<>();
    private final NavigableSet<Due<T>> queue =
            new TreeSet<>(Comparator.<Due<T>>comparingLong(Due::at).thenComparingLong(Due::number));
    private long added;
    private @Nullable MonoSink<T> waiting;
    private @Nullable Alarm alarm;

    /**
     * An empty queue.
     *
     * @param scheduler where the timer runs
     */
    public DueQueue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Adds an item, or has it due at another time.
     *
     * @param item what {@link #next()} gives then
     * @param at in the scheduler's nanoseconds; may have passed
     */
    public void put(T item, long at) {
        change(() -> place(item, at));
    }

    /**
     * Makes an item due earlier, if it is here and due later. One that is late already keeps its place before others.
     *
     * @param item may be elsewhere
     * @param at in the scheduler's nanoseconds; may have passed
     */
    public void hasten(T item, long at) {
        change(() -> {
            Due<T> due = byItem.get(item);
            if (due != null && at < due.at) {
                place(item, at);
            }
        });
    }

    /**
     * Takes an item out, if it is here.
     *
     * @param item may be elsewhere
     */
    public void remove(T item) {
        change(() -> discard(item));
    }

    /**
     * Waits for the first item. One may wait at a time.
     *
     * @return the item once it is due, taken out; a {@link RejectedExecutionException} if the scheduler takes no timer
     */
    public Mono<T> next() {
        return Mono.create(sink -> {
            change(() -> waiting = sink);
            sink.onDispose(() -> leave(sink)); // at once, if it has been cancelled already
        });
    }

    /**
     * Takes items out whether they are due or not.
     *
     * @param most how many at most
     * @param fitting which; called under the lock
     * @return those that are due first, in that order
     */
    public synchronized List<T> take(int most, Predicate<? super T> fitting) {
        List<T> taken =
                queue.stream().map(Due::item).filter(fitting).limit(most).toList();
        taken.forEach(this::discard);
        return taken;
    }

    /**
     * Whether nothing is queued.
     *
     * @return {@code false} as long as anything is due some time
     */
    public synchronized boolean isEmpty() {
        return queue.isEmpty();
    }

    /**
     * Whether the timer should have rung so long ago, by the scheduler's time and in real time, too: the one stands still
     * in tests, the other may be a clock that is set.
     *
     * @param patience in nanoseconds
     * @return {@code false} while there is no timer
     */
    public synchronized boolean isOverdue(long patience) {
        return alarm != null
                && scheduler.now(TimeUnit.NANOSECONDS) - alarm.at > patience
                && System.nanoTime() - alarm.realAt > patience;
    }

    private void change(Runnable change) {
        Alarm set;
        synchronized (this) {
            change.run();
            set = setAlarm();
        }
        start(set);
    }

    private void place(T item, long at) {
        discard(item);
        Due<T> due = new Due<>(item, at, added++);
        byItem.put(item, due);
        queue.add(due);
    }

    private void discard(T item) {
        Due<T> due = byItem.remove(item);
        if (due != null) {
            queue.remove(due);
        }
    }

    private synchronized void leave(MonoSink<T> sink) {
        if (waiting == sink) {
            waiting = null;
            setAlarm();
        }
    }

    /** For the first item, if somebody waits; returns one that is to be {@linkplain #start started} without the lock. */
    private @Nullable Alarm setAlarm() {
        boolean needed = waiting != null && !queue.isEmpty();
        if (needed && alarm != null && alarm.at <= queue.first().at && !scheduler.isDisposed()) {
            return null; // perhaps it rings too early, and is then set again
        }
        if (alarm != null) {
            alarm.task.dispose();
        }
        alarm = needed ? new Alarm(queue.first().at) : null;
        return alarm;
    }

    /** A scheduler may run it at once, on this very thread. */
    private void start(@Nullable Alarm set) {
        if (set == null) {
            return;
        }
        try {
            set.task.replace(scheduler.schedule(set, set.delay(), TimeUnit.NANOSECONDS));
        } catch (Throwable e) { // also what Reactor takes for the end of the JVM: out of threads, for one
            rejected(e);
        }
    }

    /** A loop without timers would stall in silence. */
    private void rejected(Throwable e) {
        MonoSink<T> failed;
        synchronized (this) {
            failed = waiting;
            waiting = null;
            setAlarm();
        }
        if (failed != null) {
            failed.error(new RejectedExecutionException(
                    "the scheduler took no task: dispose of it when nothing waits on it any more", e));
        }
    }

    private void ring(Alarm rung) {
        MonoSink<T> ready = null;
        T item = null;
        Alarm set = null;
        synchronized (this) {
            if (alarm != rung) {
                return;
            }
            alarm = null;
            if (waiting != null && !queue.isEmpty() && queue.first().at <= scheduler.now(TimeUnit.NANOSECONDS)) {
                item = queue.first().item;
                discard(item);
                ready = waiting;
                waiting = null;
            } else {
                set = setAlarm();
            }
        }
        if (ready != null) {
            ready.success(item);
        }
        start(set);
    }

    private final class Alarm implements Runnable {
        private final long at;
        private final long realAt;
        private final Disposable.Swap task = Disposables.swap();

        Alarm(long at) {
            this.at = at;
            this.realAt = System.nanoTime() + delay();
        }

        long delay() {
            return Math.max(0, at - scheduler.now(TimeUnit.NANOSECONDS));
        }

        @Override
        public void run() {
            ring(this);
        }
    }
}
