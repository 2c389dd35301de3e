package dev.deployflux.watch;

import dev.deployflux.concurrent.DueQueue;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Signal;
import reactor.core.publisher.Sinks;

/** Calls that wait for their turn, so that no more than are let run at once. */
final class CallQueue {

    private final WatchOptions options;
    private final UserCode userCode;
    private final DueQueue<Mono<Void>> turns;

    CallQueue(WatchOptions options, UserCode userCode) {
        this.options = options;
        this.userCode = userCode;
        this.turns = new DueQueue<>(options.timers);
    }

    /** Makes the call in its turn, while the {@link #loop()} runs. Cancel aborts it. */
    <T> Mono<T> inTurn(Mono<T> call) {
        return Mono.create(sink -> {
            Sinks.Empty<Void> left = Sinks.empty();
            Mono<Void> turn = Mono.defer(() -> turn(call, left, sink));
            sink.onDispose(() -> {
                turns.remove(turn);
                left.tryEmitEmpty();
            });
            turns.put(turn, options.now());
        });
    }

    /** The end is told when the call has left its place in the loop: somebody may make a long work of it. */
    private <T> Mono<Void> turn(Mono<T> call, Sinks.Empty<Void> left, MonoSink<T> sink) {
        return userCode.onOwnThread(call.materialize())
                .onErrorResume(e -> Mono.just(Signal.error(e)))
                .takeUntilOther(left.asMono())
                .flatMap(end -> Mono.<Void>empty().doAfterTerminate(() -> UserCode.tell(() -> emit(end, sink))));
    }

    private static <T> void emit(Signal<T> end, MonoSink<T> sink) {
        if (end.getThrowable() != null) {
            sink.error(end.getThrowable());
        } else {
            sink.success(end.get());
        }
    }

    /** Fails if the scheduler takes no task. */
    Mono<Void> loop() {
        return Mono.defer(turns::next)
                .repeat()
                .flatMap(turn -> turn, options.concurrency, 1)
                .then();
    }

    boolean isOverdue(long patience) {
        return turns.isOverdue(patience);
    }

    void clear() {
        turns.take(Integer.MAX_VALUE, any -> true);
    }
}
