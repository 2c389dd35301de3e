package dev.deployflux.webflux;

import dev.deployflux.concurrent.Turnstile;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import java.time.Duration;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * One client of a stream. It gets what the feed's log has at hand as it asks, and a comment when there was nothing for
 * long. One thread at a time sends, on a worker of {@link Schedulers#parallel()}; the others leave it to that one.
 */
final class SseClient<T> extends BaseSubscriber<List<FeedEntry>> {

    /** How many entries are taken from the log at once: about as many as one burst holds. */
    private static final int BATCH = 64;

    private final SseOptions options;
    private final SseFormat<T> format;
    private final FluxSink<T> sink;
    private final Turnstile turnstile = new Turnstile();
    private final Disposable.Swap timer = Disposables.swap();

    /** What the client is to get next; while it is here, nothing else is asked for. */
    private volatile @Nullable ListIterator<FeedEntry> atHand;

    /** Why nothing follows. */
    private volatile @Nullable String ended;

    private volatile boolean opened;
    private volatile boolean silent;
    private volatile boolean gone;

    // Owned by the thread that sends.
    private @Nullable EventId position;
    private long lastSent;

    SseClient(SseOptions options, SseFormat<T> format, FluxSink<T> sink) {
        this.options = options;
        this.format = format;
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
        feed.batchesAfter(last, BATCH).subscribe(this);
    }

    private void asked() {
        if (!opened || atHand != null || ended != null) { // else nothing waits but the feed, which is asked already
            schedule(this::drain, Duration.ZERO);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(List<FeedEntry> batch) {
        atHand = batch.listIterator();
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
        String last = ended; // looked at first: what came before it is at hand then
        if (!opened && isAsking()) {
            opened = true;
            emit(format.comment("deployment events", options.retry(), null));
        }
        for (ListIterator<FeedEntry> batch = atHand; opened && batch != null && isAsking(); batch = atHand) {
            T element = format.next(batch);
            position = passed(batch);
            if (element != null) {
                emit(element);
            }
            if (!batch.hasNext()) {
                atHand = null;
                request(1);
            }
        }
        if (last != null) {
            if (isAsking()) {
                emit(format.end(position, last));
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
            emit(format.comment(
                    "heartbeat", null, position)); // with a filter that lets little pass, the place moves on
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

    /** The place behind what was taken. */
    private static EventId passed(ListIterator<FeedEntry> batch) {
        EventId id = batch.previous().id();
        batch.next();
        return id;
    }

    private boolean isAsking() {
        return sink.requestedFromDownstream() > 0 && !gone;
    }

    private void emit(T element) {
        lastSent = now();
        sink.next(element);
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
