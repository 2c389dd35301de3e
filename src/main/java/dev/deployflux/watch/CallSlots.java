package dev.deployflux.watch;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Lets so many calls be under way at once; the others wait in order of arrival. A call begins on the scheduler, never
 * on the thread of the one whose end made room for it.
 */
final class CallSlots {

    private final Scheduler scheduler;
    private final Set<Turn<?>> waiting = new LinkedHashSet<>();
    private int free;

    CallSlots(int slots, Scheduler scheduler) {
        this.free = slots;
        this.scheduler = scheduler;
    }

    /** That call, once there is room. Cancelling frees its place in the queue, or aborts it. */
    <T> Mono<T> inTurn(Mono<T> call) {
        return Mono.create(sink -> {
            Turn<T> turn = new Turn<>(call, sink);
            sink.onDispose(turn);
            if (enter(turn)) {
                turn.begin();
            }
        });
    }

    synchronized int free() {
        return free;
    }

    private synchronized boolean enter(Turn<?> turn) {
        if (turn.left) {
            return false;
        }
        if (free == 0) {
            waiting.add(turn);
            return false;
        }
        free--;
        turn.holdsSlot = true;
        return true;
    }

    private void leave(Turn<?> turn) {
        Turn<?> next = free(turn);
        if (next != null) {
            next.begin();
        }
    }

    /** Returns who has the slot now. */
    private synchronized @Nullable Turn<?> free(Turn<?> turn) {
        turn.left = true;
        waiting.remove(turn);
        if (!turn.holdsSlot) {
            return null;
        }
        turn.holdsSlot = false;
        var others = waiting.iterator();
        if (!others.hasNext()) {
            free++;
            return null;
        }
        Turn<?> next = others.next();
        others.remove();
        next.holdsSlot = true;
        return next;
    }

    private final class Turn<T> implements Disposable {
        private final Mono<T> call;
        private final MonoSink<T> sink;
        private final Disposable.Swap underWay = Disposables.swap();
        private boolean holdsSlot;
        private boolean left;

        Turn(Mono<T> call, MonoSink<T> sink) {
            this.call = call;
            this.sink = sink;
        }

        void begin() {
            try {
                underWay.update(call.subscribeOn(scheduler)
                        .doOnTerminate(() -> leave(this)) // before the signal: a subscriber may make a long work of it
                        .subscribe(sink::success, sink::error, sink::success));
            } catch (Throwable e) { // out of threads, for one: Reactor throws it on without telling the subscriber
                leave(this);
                sink.error(e);
            }
        }

        @Override
        public void dispose() {
            underWay.dispose();
            leave(this);
        }
    }
}
