package dev.deployflux.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A number that can be awaited. Waiters are told outside the lock, on the thread that changed the number. */
final class WatchedCount {

    private record Waiter(IntPredicate condition, MonoSink<Void> sink) {}

    private final List<Waiter> waiters = new ArrayList<>();
    private int value;
    private boolean closed;

    synchronized int get() {
        return value;
    }

    void update(IntUnaryOperator change) {
        List<Waiter> due = new ArrayList<>();
        synchronized (this) {
            value = change.applyAsInt(value);
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.condition().test(value)) {
                    all.remove();
                    due.add(waiter);
                }
            }
        }
        due.forEach(waiter -> waiter.sink().success());
    }

    /** Completes as soon as the number meets the condition, at once where it does so already. */
    Mono<Void> when(IntPredicate condition) {
        return Mono.create(sink -> {
            Waiter waiter = new Waiter(condition, sink);
            boolean met;
            boolean over;
            synchronized (this) {
                met = condition.test(value);
                over = closed;
                if (!met && !over) {
                    waiters.add(waiter);
                }
            }
            if (met) {
                sink.success();
            } else if (over) {
                sink.error(closedWhileWaiting());
            } else {
                sink.onDispose(() -> forget(waiter));
            }
        });
    }

    /** Fails those who still wait: nothing will come. */
    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        left.forEach(waiter -> waiter.sink().error(closedWhileWaiting()));
    }

    private synchronized void forget(Waiter waiter) {
        waiters.remove(waiter);
    }

    private static IllegalStateException closedWhileWaiting() {
        return new IllegalStateException("The simulator was closed before this happened");
    }
}
