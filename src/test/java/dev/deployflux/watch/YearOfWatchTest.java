package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.LiveHeap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Memory is bounded by the window, not by time: fifty services, each deployed every hour for a year. */
class YearOfWatchTest {

    private static final int SERVICES = 50;
    private static final int WEEKS = 52;
    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

    /** A deployment that isn't forgotten takes a hundred bytes and more: a year of them 50 MB. */
    private static final long BOUND_BYTES = 1L << 20;

    @Test
    void aWatchTakesAsMuchMemoryAfterAYearAsAfterAWeek() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        InstantSource clock = () -> START.plusNanos(time.now(TimeUnit.NANOSECONDS));
        AtomicLong ends = new AtomicLong();
        Disposable watch = DeploymentWatcher.builder(ServiceDeployments.create(new HourlyAccount(clock)))
                .interval(Duration.ofMinutes(20))
                .idleInterval(Duration.ofHours(1))
                .scheduler(time)
                .clock(clock)
                .build()
                .watch(Flux.range(0, SERVICES).map(i -> SimulatedWatch.ref("s" + i)))
                .subscribe(event -> {
                    if (event instanceof DeploymentEvent.OfDeployment news
                            && DeploymentOperators.isTerminal(news.deployment())) {
                        ends.incrementAndGet();
                    }
                });

        week(time);
        long afterAWeek = LiveHeap.bytes();
        for (int i = 1; i < WEEKS; i++) {
            week(time);
        }
        long afterAYear = LiveHeap.bytes();
        watch.dispose();

        assertThat(ends.get())
                .as("deployments that ended, with those of the day before")
                .isBetween(SERVICES * (WEEKS * 7L * 24 + 22), SERVICES * (WEEKS * 7L * 24 + 25));
        assertThat(afterAYear - afterAWeek).as("growth of the heap").isLessThan(BOUND_BYTES);
    }

    private static void week(VirtualTimeScheduler time) {
        for (int hour = 0; hour < 7 * 24; hour++) {
            time.advanceTimeBy(Duration.ofHours(1));
        }
    }
}
