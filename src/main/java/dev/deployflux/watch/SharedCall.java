package dev.deployflux.watch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A call that all share who ask for it while it is under way. Who asks as it ends, or as the last of the others leaves,
 * is either in time for its result or begins another. Reactor's {@code share()} has a third case, in which a subscriber
 * never gets a signal: {@code Flux.share()} if it comes as the source ends, {@code Mono.share()} if it comes as the
 * last one cancels.
 */
final class SharedCall<T> {

    private @Nullable Run underWay;

    /** The result of the call under way, else of this one. The last subscriber to cancel aborts it. */
    Mono<T> orElse(Mono<T> call) {
        return Mono.create(sink -> {
            Run run;
            boolean begins = false;
            synchronized (this) {
                run = underWay;
                if (run == null) {
                    begins = true;
                    run = new Run();
                    underWay = run;
                }
                run.sinks.add(sink);
            }
            Run joined = run;
            sink.onDispose(() -> leave(joined, sink)); // at once, if it has been cancelled already
            if (begins) {
                joined.begin(call);
            }
        });
    }

    private void leave(Run run, MonoSink<T> sink) {
        synchronized (this) {
            if (!run.sinks.remove(sink) || !run.sinks.isEmpty()) {
                return;
            }
            if (underWay == run) {
                underWay = null;
            }
        }
        run.call.dispose();
    }

    private void end(Run run, Consumer<MonoSink<T>> signal) {
        List<MonoSink<T>> told;
        synchronized (this) {
            if (underWay == run) {
                underWay = null;
            }
            told = List.copyOf(run.sinks);
            run.sinks.clear();
        }
        for (MonoSink<T> sink : told) {
            try {
                signal.accept(sink);
            } catch (Throwable e) { // of a subscriber that breaks the rules: the others shall have their result
                Operators.onErrorDropped(e, Context.empty());
            }
        }
    }

    private final class Run {
        private final Set<MonoSink<T>> sinks = new LinkedHashSet<>();
        private final Disposable.Swap call = Disposables.swap();

        void begin(Mono<T> source) {
            try {
                call.update(source.subscribe(
                        result -> end(this, sink -> sink.success(result)),
                        error -> end(this, sink -> sink.error(error)),
                        () -> end(this, MonoSink::success)));
            } catch (Throwable e) { // a fatal one, which Reactor throws on without telling the subscriber
                end(this, sink -> sink.error(e));
            }
        }
    }
}
