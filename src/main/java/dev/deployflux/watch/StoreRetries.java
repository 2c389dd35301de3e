package dev.deployflux.watch;

import dev.deployflux.concurrent.Guarded;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * The retries of all that asks a store, after pauses that grow to some seconds. Tells when the store begins to fail, and when all
 * that failed works again.
 */
final class StoreRetries {

    /** What is asked of a store. One may fail while others don't: a full memory refuses only what writes. */
    enum Kind {
        READ,
        /** What whoever polls begins with. */
        SEED,
        LEASE,
        WRITE
    }

    /** Is told, one at a time. */
    interface Listener {

        /** The store can't be reached, and is asked again. Told each time: a later failure may say more than the first. */
        void failing(Throwable error, Duration retryIn);

        /** The store answers again. */
        void recovered();
    }

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** Longer than any store should let wait, so that only one that is broken does. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final WatchOptions options;
    private final Listener listener;
    private final Set<Kind> failing = EnumSet.noneOf(Kind.class);

    StoreRetries(WatchOptions options, Listener listener) {
        this.options = options;
        this.listener = listener;
    }

    /** Those of somebody who tells nobody. */
    static StoreRetries untold(WatchOptions options) {
        return new StoreRetries(options, new Listener() {
            @Override
            public void failing(Throwable error, Duration retryIn) {}

            @Override
            public void recovered() {}
        });
    }

    /** What the store answers, asked again until it does, also when it is silent or dies; but not when it has refused for good. */
    <T> Mono<T> asked(Kind kind, Supplier<Mono<T>> question) {
        return answered(question, LONGEST_SILENCE, options.timers)
                .retryWhen(of(kind))
                .doOnSuccess(answer -> succeeded(kind));
    }

    /**
     * What the store answers, if it does in time. A failure that comes later is nobody's: as a signal it would be logged as an error
     * that was dropped, just when a process wakes that was stopped for long.
     */
    static <T> Mono<T> answered(Supplier<Mono<T>> question, Duration patience, Scheduler timers) {
        return Guarded.mono(question).materialize().timeout(patience, timers).dematerialize();
    }

    /** What the store tells, as long as it does, in order that who listens to it isn't left alone for ever. */
    <T> Flux<T> told(Flux<T> told) {
        return told.materialize().timeout(LONGEST_SILENCE, options.timers).dematerialize();
    }

    /** For whoever asks that; not for what the store has refused for good. */
    Retry of(Kind kind) {
        return of(kind, Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Likewise, but none for what fails when that time has passed since it was first asked. */
    Retry of(Kind kind, Duration patience) {
        return Retry.from(signals -> {
            long begun = options.now();
            return signals.concatMap(signal -> {
                boolean isOver = options.now() - begun >= patience.toNanos();
                return isOver || signal.failure() instanceof FeedStoreException
                        ? Mono.error(signal.failure())
                        : paused(kind, signal);
            });
        });
    }

    private Mono<Long> paused(Kind kind, Retry.RetrySignal signal) {
        Duration pause = pause(signal.totalRetriesInARow());
        boolean mayHaveSlept = signal.failure() instanceof TimeoutException && signal.totalRetriesInARow() == 0;
        if (!mayHaveSlept) { // this process, and not the store
            failed(kind, signal.failure(), pause);
        }
        return Mono.delay(pause, options.timers);
    }

    private Duration pause(long failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return options.lengthened(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }

    /** The store hasn't done that. */
    synchronized void failed(Kind kind, Throwable error, Duration retryIn) {
        failing.add(kind);
        listener.failing(error, retryIn);
    }

    /** The store has done that. */
    synchronized void succeeded(Kind kind) {
        if (failing.remove(kind) && failing.isEmpty()) {
            listener.recovered();
        }
    }
}
