package dev.deployflux.replicas;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.scheduler.Schedulers;

/** A task that runs many times a second on one thread, and finds out when that thread got no time of the machine. */
final class Pulse implements Runnable {

    static final long BEAT_MILLIS = 100;
    private static final Duration LONG = Duration.ofMillis(500);

    private final Consumer<Duration> stalled;
    private long last = System.nanoTime();

    /** {@code stalled} hears how long each pause was in which nothing ran. */
    Pulse(Consumer<Duration> stalled) {
        this.stalled = stalled;
    }

    /** A pulse of the process, on a thread that does nothing else. */
    static void begin(Consumer<Duration> stalled) {
        var unused = Schedulers.newSingle("pulse", true)
                .schedulePeriodically(new Pulse(stalled), 0, BEAT_MILLIS, MILLISECONDS);
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        Duration pause = Duration.ofNanos(now - last);
        if (pause.compareTo(LONG) > 0) {
            stalled.accept(pause);
        }
        last = now;
    }
}
