package dev.deployflux.watch;

import dev.deployflux.concurrent.DueQueue;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Any number of timeouts out of one timer, for {@code Mono.timeout}. Whoever hears of one may block. */
final class Deadlines {

    private final WatchOptions options;
    private final UserCode userCode;
    private final DueQueue<MonoSink<Void>> queue;

    Deadlines(WatchOptions options, UserCode userCode) {
        this.options = options;
        this.userCode = userCode;
        this.queue = new DueQueue<>(options.timers);
    }

    /** Completes so long after it is subscribed to, while the {@link #loop()} runs. */
    Mono<Void> after(Duration duration) {
        return Mono.create(sink -> {
            queue.put(sink, options.now() + duration.toNanos());
            sink.onDispose(() -> queue.remove(sink));
        });
    }

    /** Fails if the scheduler takes no timer. */
    Mono<Void> loop() {
        return Mono.defer(queue::next).repeat().doOnNext(this::ring).then();
    }

    private void ring(MonoSink<Void> deadline) {
        try {
            userCode.start(() -> UserCode.tell(deadline::success));
        } catch (RejectedExecutionException e) {
            UserCode.tell(() -> deadline.error(e));
        }
    }

    void failAll(Throwable error) {
        queue.take(Integer.MAX_VALUE, each -> true).forEach(each -> UserCode.tell(() -> each.error(error)));
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean isOverdue(long patience) {
        return queue.isOverdue(patience);
    }
}
