package dev.deployflux.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** The subscriber of every stream that is measured: it asks for everything, and counts. */
final class Drain<T> implements CoreSubscriber<T> {

    /** A stream that stalls is an error, not a long measurement. */
    private static final long STALLED_SECONDS = 120;

    private final Blackhole blackhole;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long rows;
    private Throwable failure;

    private Drain(Blackhole blackhole) {
        this.blackhole = blackhole;
    }

    /** Subscribes. */
    static <T> Drain<T> start(Publisher<T> stream, Blackhole blackhole) {
        Drain<T> drain = new Drain<>(blackhole);
        stream.subscribe(drain);
        return drain;
    }

    /** Subscribes, waits for the end, and checks that all rows have come. */
    static void all(Publisher<?> stream, Blackhole blackhole, long expected) {
        start(stream, blackhole).await(expected);
    }

    /** Waits for the end, and checks that all rows have come. */
    void await(long expected) {
        check(count(), expected);
    }

    /** Waits for the end. */
    long count() {
        try {
            if (!ended.await(STALLED_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The stream has stalled after " + rows + " rows");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw new IllegalStateException("The stream has failed after " + rows + " rows", failure);
        }
        return rows;
    }

    /** Fails if something other came than should have. */
    static void check(long came, long expected) {
        checkBetween(came, expected, expected);
    }

    /** Fails if fewer or more came than may have. */
    static void checkBetween(long came, long least, long most) {
        if (came < least || came > most) {
            throw new IllegalStateException(least + " to " + most + " expected, but " + came + " came");
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T row) {
        rows++;
        blackhole.consume(row);
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
        ended.countDown();
    }

    @Override
    public void onComplete() {
        ended.countDown();
    }
}
