package dev.deployflux.webflux;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One client: it reads the log as fast as it asks, and keeps nothing but its place. All that it sends, it sends from one
 * worker.
 */
final class SseClient {

    private final EventLog log;
    private final LogReader reader;
    private final SseOptions options;
    private final FluxSink<ServerSentEvent<DeploymentView>> sink;
    private final Scheduler.Worker worker = Schedulers.parallel().createWorker();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean gone;
    private boolean opened;
    private long lastSent;

    SseClient(EventLog log, LogReader reader, SseOptions options, FluxSink<ServerSentEvent<DeploymentView>> sink) {
        this.log = log;
        this.reader = reader;
        this.options = options;
        this.sink = sink;
    }

    /** Tells it something for the first time. {@code left} is called once it has gone, however that was. */
    void open(Runnable left) {
        sink.onDispose(() -> {
            gone = true;
            worker.dispose();
            left.run();
        });
        sink.onRequest(any -> wake());
        schedule(this::begin, 0);
    }

    private void begin() {
        lastSent = now();
        schedule(this::tick, options.heartbeat().toNanos());
        wake();
    }

    /** There may be something to send, or somebody to send it to. Any thread. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            schedule(this::drain, 0);
        }
    }

    private void drain() {
        int seen = wakes.get();
        do {
            send();
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        boolean last = log.hasEnded(); // looked at first: what was told before the end has then been read, too
        while (isAsking()) {
            ServerSentEvent<DeploymentView> event = opened ? reader.next() : opening();
            if (event == null) {
                break;
            }
            emit(event);
        }
        if (last) {
            sink.complete();
        }
    }

    private ServerSentEvent<DeploymentView> opening() {
        opened = true;
        return comment("deployment events, " + (reader.position() == null ? "from a snapshot on" : "resumed"))
                .retry(options.retry())
                .build();
    }

    /** Runs when nothing may have been sent for a heartbeat. */
    private void tick() {
        Duration silence = Duration.ofNanos(now() - lastSent);
        if (silence.compareTo(options.heartbeat()) >= 0) {
            if (isAsking()) {
                emit(comment("heartbeat").build());
            } else if (silence.compareTo(options.stallTimeout()) >= 0) {
                sink.error(new TimeoutException("the client has taken nothing for " + silence.toMillis() + " ms"));
                return;
            }
            silence = Duration.ZERO;
            wake(); // that a feed has looked and found no service comes without an event
        }
        schedule(this::tick, options.heartbeat().minus(silence).toNanos());
    }

    /** With the place from which to go on, so that a client whose filter lets little pass doesn't fall behind. */
    private ServerSentEvent.Builder<DeploymentView> comment(String text) {
        ServerSentEvent.Builder<DeploymentView> comment =
                ServerSentEvent.<DeploymentView>builder().comment(text);
        @Nullable EventId position = reader.position();
        return position == null ? comment : comment.id(position.toString());
    }

    private boolean isAsking() {
        return sink.requestedFromDownstream() > 0 && !gone;
    }

    private void emit(ServerSentEvent<DeploymentView> event) {
        lastSent = now();
        sink.next(event);
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }

    private void schedule(Runnable task, long nanos) {
        try {
            worker.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException rejected) {
            if (!gone) { // Reactor's schedulers have been shut down
                sink.error(rejected);
            }
        }
    }
}
