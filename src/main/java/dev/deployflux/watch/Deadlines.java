package dev.deployflux.watch;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Any number of timeouts out of one timer. With a timer for each, a few waits of an hour would occupy every thread of
 * {@code Schedulers.boundedElastic()}, which hands busy ones to those who block, and then timers wait for them.
 */
final class Deadlines {

    private record Deadline(long at, long number, MonoSink<Boolean> sink) {}

    private static final class Timer {
        private final long at;
        private final long realAt;
        private final Disposable.Swap task = Disposables.swap();

        Timer(long at, long delay) {
            this.at = at;
            this.realAt = System.nanoTime() + delay;
        }
    }

    private final Scheduler scheduler;
    private final NavigableSet<Deadline> queue =
            new TreeSet<>(Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::number));
    private long added;
    private @Nullable Timer timer;

    Deadlines(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Emits so long after it is subscribed to. */
    Mono<Boolean> after(Duration duration) {
        return Mono.create(sink -> {
            Deadline deadline = add(now() + duration.toNanos(), sink);
            sink.onDispose(() -> {
                remove(deadline);
                arm();
            });
            arm();
        });
    }

    /** Whether the timer should have rung so long ago, by both times, as in {@link DueQueue#isOverdue(long)}. */
    synchronized boolean isOverdue(long patience) {
        return timer != null && now() - timer.at > patience && System.nanoTime() - timer.realAt > patience;
    }

    private synchronized Deadline add(long at, MonoSink<Boolean> sink) {
        Deadline deadline = new Deadline(at, added++, sink);
        queue.add(deadline);
        return deadline;
    }

    private synchronized void remove(Deadline deadline) {
        queue.remove(deadline);
    }

    private void arm() {
        Timer dropped = null;
        Timer begun = null;
        synchronized (this) {
            if (queue.isEmpty()) {
                dropped = timer;
                timer = null;
            } else if (timer == null || timer.at > queue.first().at) {
                dropped = timer;
                long at = queue.first().at;
                timer = begun = new Timer(at, Math.max(0, at - now()));
            }
        }
        if (dropped != null) {
            dropped.task.dispose();
        }
        if (begun != null) {
            schedule(begun);
        }
    }

    private void schedule(Timer begun) {
        try {
            begun.task.update(
                    scheduler.schedule(() -> ring(begun), Math.max(0, begun.at - now()), TimeUnit.NANOSECONDS));
        } catch (Throwable e) {
            takeAll().forEach(each -> emit(each, sink -> sink.error(e)));
        }
    }

    private void ring(Timer rung) {
        synchronized (this) {
            if (timer != rung) {
                return;
            }
            timer = null;
        }
        MonoSink<Boolean> due = takeDue();
        arm(); // first: on another thread, if there is one, the next is told even if this one's subscriber blocks
        if (due != null) {
            emit(due, sink -> sink.success(true));
        }
    }

    private synchronized @Nullable MonoSink<Boolean> takeDue() {
        if (queue.isEmpty() || queue.first().at > now()) {
            return null;
        }
        Deadline first = queue.first();
        queue.remove(first);
        return first.sink;
    }

    private synchronized List<MonoSink<Boolean>> takeAll() {
        List<MonoSink<Boolean>> all = queue.stream().map(Deadline::sink).toList();
        queue.clear();
        return all;
    }

    private static void emit(MonoSink<Boolean> sink, Consumer<MonoSink<Boolean>> signal) {
        try {
            signal.accept(sink);
        } catch (Throwable e) { // of a subscriber that breaks the rules: the others shall have their timeouts
            Operators.onErrorDropped(e, Context.empty());
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }
}
