package dev.deployflux.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Time that passes when it is told to, so that a pass is measured and not the pause before it. */
final class VirtualDay implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

    VirtualTimeScheduler scheduler() {
        return scheduler;
    }

    Instant now() {
        return START.plusNanos(scheduler.now(TimeUnit.NANOSECONDS));
    }

    void pass(Duration time) {
        scheduler.advanceTimeBy(time);
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
