package dev.deployflux.watch;

import dev.deployflux.concurrent.Guarded;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Where a watch calls what its users wrote, and what may therefore block: the publisher of services, and the client with
 * its credentials. Each turn has a {@link Lane}, which subscribes on a thread that nothing else of the watch waits for.
 *
 * <p>One lane holds one thread at most: as long as that is inside, the lane's next visit waits, and the timeout of
 * whoever waits goes on. So a publisher that blocks for ever costs one thread, however often it is asked.
 */
final class UserCode {

    private final WatchOptions options;
    private final Set<Visit<?>> inside = ConcurrentHashMap.newKeySet();

    /** What no thread has begun yet, and since when. */
    private final Map<Runnable, Long> waiting = new ConcurrentHashMap<>();

    UserCode(WatchOptions options) {
        this.options = options;
    }

    Lane lane() {
        return new Lane();
    }

    /**
     * Runs it on a thread that may be blocked.
     *
     * @throws RejectedExecutionException if there is none
     */
    void start(Runnable task) {
        waiting.put(task, System.nanoTime());
        try {
            // Not to be disposed of: that would hand a thread that is still blocked to the next task.
            options.calls.schedule(() -> {
                waiting.remove(task);
                task.run();
            });
        } catch (Throwable e) { // also what Reactor takes for the end of the JVM: out of threads, for one
            waiting.remove(task);
            throw new RejectedExecutionException(
                    "the watcher's scheduler took no task: dispose of it after the watch has been cancelled", e);
        }
    }

    /** What a subscriber throws that breaks the rules keeps none of the others from its signal. */
    static void tell(Runnable signal) {
        Guarded.run(signal, Context.empty());
    }

    /** Whether something has waited for a thread so long, in real nanoseconds: all may be blocked. */
    boolean isStarved(long patience) {
        long now = System.nanoTime();
        return waiting.values().stream().anyMatch(since -> now - since > patience);
    }

    /** Whether a thread has been inside so long, in real nanoseconds, though it should have been given up. */
    boolean isStuck(long patience) {
        long now = System.nanoTime();
        return inside.stream().anyMatch(visit -> visit.isOverdue(now, patience));
    }

    /** The same item or error on a thread that may be blocked, as a timer's mustn't be; a lane for this alone. */
    <T> Mono<T> onOwnThread(Mono<T> mono) {
        return lane().visit(mono).singleOrEmpty();
    }

    /** The visits of one turn, which come one after another. */
    final class Lane {

        private boolean taken;
        private @Nullable Visit<?> waiting;

        /**
         * What that publisher emits, subscribed to on a thread that may be blocked, for those who ask for everything. Signals
         * come one at a time, whatever the publisher does; what it throws is an error, fatal or not. Cancel interrupts it
         * where it blocks.
         */
        <T> Flux<T> visit(Publisher<T> publisher) {
            return Flux.create(
                    sink -> {
                        Visit<T> visit = new Visit<>(publisher, sink, this);
                        sink.onCancel(visit::cancel);
                        if (enter(visit)) {
                            start(visit);
                        }
                    },
                    OverflowStrategy.IGNORE); // a buffer of 256 would be most of what a pass allocates
        }

        /** Whether a thread is inside, or is still being waited for. */
        synchronized boolean isTaken() {
            return taken;
        }

        private synchronized boolean enter(Visit<?> visit) {
            if (taken) {
                waiting = visit; // in the place of one that has been cancelled
                return false;
            }
            taken = true;
            return true;
        }

        private void leave() {
            Visit<?> next;
            synchronized (this) {
                next = waiting;
                waiting = null;
                taken = next != null;
            }
            if (next != null) {
                start(next);
            }
        }

        private void start(Visit<?> visit) {
            try {
                UserCode.this.start(visit);
            } catch (RejectedExecutionException e) {
                visit.fail(e);
                leave();
            }
        }
    }

    private final class Visit<T> implements CoreSubscriber<T>, Runnable {

        @SuppressWarnings("rawtypes")
        private static final AtomicReferenceFieldUpdater<Visit, Subscription> UPSTREAM =
                AtomicReferenceFieldUpdater.newUpdater(Visit.class, Subscription.class, "upstream");

        private final Publisher<T> publisher;
        private final FluxSink<T> sink;
        private final Lane lane;

        @SuppressWarnings("unused") // by UPSTREAM
        private volatile @Nullable Subscription upstream;

        /** When the thread came in, or something was emitted last, in real time. */
        private volatile long since;

        /** Whether the one who asked has had an end. */
        private volatile boolean told;

        private @Nullable Thread thread;
        private boolean interrupted;

        Visit(Publisher<T> publisher, FluxSink<T> sink, Lane lane) {
            this.publisher = publisher;
            this.sink = sink;
            this.lane = lane;
        }

        @Override
        public void run() {
            since = System.nanoTime();
            try {
                if (comeIn()) {
                    inside.add(this);
                    Flux.from(publisher).subscribe(this);
                }
            } catch (Throwable e) { // fatal ones, too: on the scheduler's thread nobody would see that the watch stalls
                fail(e);
            } finally {
                inside.remove(this);
                goOut();
                lane.leave();
            }
        }

        private synchronized boolean comeIn() {
            thread = told ? null : Thread.currentThread();
            return thread != null;
        }

        private synchronized void goOut() {
            thread = null;
            if (interrupted) {
                Thread.interrupted(); // it was meant for whoever blocked
            }
        }

        boolean isOverdue(long now, long patience) {
            return !told && now - since > patience;
        }

        @SuppressWarnings(
                "NullAway") // a newer javac reads Operators' type parameter as nullable, which no updater's is
        void cancel() {
            told = true;
            tell(() -> Operators.terminate(UPSTREAM, this)); // it may throw, and whoever cancels goes on
            interrupt();
        }

        private synchronized void interrupt() {
            if (thread != null && thread != Thread.currentThread()) {
                interrupted = true;
                thread.interrupt();
            }
        }

        void fail(Throwable error) {
            told = true;
            sink.error(error);
        }

        @Override
        public Context currentContext() {
            return Context.of(sink.contextView());
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public void onSubscribe(Subscription subscription) {
            if (Operators.setOnce(UPSTREAM, this, subscription)) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        @SuppressWarnings({"ConstantValue", "NullAway"}) // there are publishers that break the rules
        public void onNext(T item) {
            if (item == null) {
                Operators.terminate(UPSTREAM, this);
                fail(new NullPointerException("the publisher has emitted null"));
            } else {
                since = System.nanoTime(); // one that emits on the thread that subscribes isn't blocked
                sink.next(item);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (told) {
                return; // an interrupted publisher's, or one behind its end
            }
            fail(error);
        }

        @Override
        public void onComplete() {
            told = true;
            sink.complete();
        }
    }
}
