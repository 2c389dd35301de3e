package dev.deployflux.webflux;

import dev.deployflux.concurrent.Turnstile;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * One client of a stream. It gets one entry of the feed's log after the other as it asks, and a comment when there was none for
 * long. One thread at a time sends, on a worker of {@link Schedulers#parallel()}; the others leave it to that one.
 */
final class SseClient extends BaseSubscriber<FeedEntry> {

    private final SseOptions options;
    private final SseEvents events;
    private final FluxSink<ServerSentEvent<DeploymentView>> sink;
    private final Turnstile turnstile = new Turnstile();
    private final Disposable.Swap timer = Disposables.swap();

    /** What the client is to get next; while it is here, no other is asked for. */
    private volatile @Nullable FeedEntry next;

    /** Why nothing follows. */
    private volatile @Nullable String ended;

    private volatile boolean opened;
    private volatile boolean silent;
    private volatile boolean gone;

    // Owned by the thread that sends.
    private @Nullable EventId position;
    private long lastSent;

    SseClient(SseOptions options, SseEvents events, FluxSink<ServerSentEvent<DeploymentView>> sink) {
        this.options = options;
        this.events = events;
        this.sink = sink;
    }

    /** Opens the stream. {@code left} is called once the client has gone, however that was. */
    void open(DeploymentFeed feed, @Nullable EventId last, Runnable left) {
        sink.onDispose(() -> {
            gone = true;
            timer.dispose();
            cancel();
            left.run();
        });
        sink.onRequest(any -> asked());
        lastSent = now();
        schedule(this::drain, Duration.ZERO);
        awaitSilence();
        (last == null ? feed.entries() : feed.entriesAfter(last)).subscribe(this);
    }

    private void asked() {
        if (!opened || next != null || ended != null) { // else nothing waits but the feed, which is asked already
            schedule(this::drain, Duration.ZERO);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(FeedEntry entry) {
        next = entry;
        drain();
    }

    @Override
    protected void hookOnError(Throwable error) {
        end("The watch has ended (" + ErrorCode.of(error) + "). Reconnect to begin anew.");
    }

    @Override
    protected void hookOnComplete() {
        end("The watch has been shut down.");
    }

    /** Ends the stream with this notice, after what is at hand. Any thread may do so. */
    void end(String message) {
        ended = message;
        schedule(this::drain, Duration.ZERO);
    }

    private void drain() {
        if (turnstile.enter()) {
            do {
                try {
                    send();
                } catch (
                        Throwable e) { // whoever left the turnstile so would leave it shut: a stream that is silent for
                    // ever
                    sink.error(e);
                }
            } while (turnstile.again());
        }
    }

    private void send() {
        String last = ended; // looked at first: what came before it is in next then
        if (!opened && isAsking()) {
            opened = true;
            emit(comment("deployment events").retry(options.retry()).build());
        }
        for (FeedEntry entry = next; opened && entry != null; entry = next) {
            ServerSentEvent<DeploymentView> event = events.of(entry);
            if (event != null && !isAsking()) {
                break;
            }
            if (event != null) {
                emit(event);
            }
            position = entry.id();
            next = null;
            request(1);
        }
        if (last != null) {
            if (isAsking()) {
                emit(SseEvents.end(position, last));
            }
            sink.complete();
        } else if (silent) {
            silent = false;
            breakSilence();
        }
    }

    /** Runs when nothing may have been sent for a heartbeat. */
    private void breakSilence() {
        Duration silence = Duration.ofNanos(now() - lastSent);
        if (silence.compareTo(options.heartbeat()) >= 0 && isAsking()) {
            emit(comment("heartbeat").build());
        } else if (silence.compareTo(options.stallTimeout()) >= 0) {
            sink.error(new TimeoutException("the client has taken nothing for " + silence.toMillis() + " ms"));
            return;
        }
        awaitSilence();
    }

    private void awaitSilence() {
        long silence = (now() - lastSent) % options.heartbeat().toNanos();
        schedule(
                () -> {
                    silent = true;
                    drain();
                },
                options.heartbeat().minusNanos(silence));
    }

    /** A comment with the place from which to go on, so that a client whose filter lets little pass doesn't fall behind. */
    private ServerSentEvent.Builder<DeploymentView> comment(String text) {
        ServerSentEvent.Builder<DeploymentView> comment =
                ServerSentEvent.<DeploymentView>builder().comment(text);
        EventId known = position;
        return known == null ? comment : comment.id(known.toString());
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

    private void schedule(Runnable task, Duration delay) {
        try {
            Disposable scheduled = Schedulers.parallel().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            if (!delay.isZero()) {
                timer.replace(scheduled); // the one before has run; to dispose of it may interrupt its thread
            }
        } catch (RejectedExecutionException rejected) {
            if (!gone) { // Reactor's schedulers have been shut down
                sink.error(rejected);
            }
        }
    }
}
