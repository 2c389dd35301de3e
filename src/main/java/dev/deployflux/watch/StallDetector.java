package dev.deployflux.watch;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Finds out that a watcher's scheduler runs nothing any more, which nobody else may be left to notice. Looks every ten
 * seconds, in real time, on {@link Schedulers#parallel()}.
 */
final class StallDetector {

    private static final Duration CHECKED_EVERY = Duration.ofSeconds(10);

    private final WatchOptions options;
    private final Duration checkedEvery;
    private final LongPredicate isOverdue;

    /** {@code isOverdue} says whether a timer or a task should have run so many nanoseconds ago. */
    StallDetector(WatchOptions options, LongPredicate isOverdue) {
        this(options, CHECKED_EVERY, isOverdue);
    }

    StallDetector(WatchOptions options, Duration checkedEvery, LongPredicate isOverdue) {
        this.options = options;
        this.checkedEvery = checkedEvery;
        this.isOverdue = isOverdue;
    }

    /** Never emits; fails at a stall. */
    Mono<Void> stall() {
        return stallWhile(() -> true);
    }

    /** The same, but completes when it looks and isn't needed any more. */
    Mono<Void> stallWhile(BooleanSupplier isNeeded) {
        // Not one periodic task: BlockHound takes its cancel for blocking, and leaves the lock of the thread's queue
        // broken.
        return Mono.defer(this::look)
                .onErrorResume(noThread -> Mono.never())
                .doOnNext(this::check)
                .repeat(isNeeded)
                .then();
    }

    /** The lateness of the next look, in nanoseconds of real time. */
    private Mono<Long> look() {
        long due = System.nanoTime() + checkedEvery.toNanos();
        return Mono.delay(checkedEvery, Schedulers.parallel()).map(tick -> System.nanoTime() - due);
    }

    /** A look that is late itself tells nothing: all that ran here was stopped, and timers are about to ring. */
    private void check(long late) {
        if (options.timers.isDisposed() || options.calls.isDisposed()) {
            throw new RejectedExecutionException(
                    "the watcher's scheduler is disposed of: do that after the watch has been cancelled");
        }
        Duration tolerated = options.callTimeout.plus(checkedEvery);
        if (late < CHECKED_EVERY.toNanos() && isOverdue.test(tolerated.toNanos())) {
            throw new IllegalStateException("the watcher's scheduler has run no task for " + tolerated
                    + ": its threads are blocked, or it has lost its tasks. Give DeploymentWatcherBuilder.scheduler one"
                    + " with more threads than the publisher of services and the client may block");
        }
    }
}
