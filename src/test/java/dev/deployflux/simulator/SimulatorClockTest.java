package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulatorClockTest {

    private static final long SECOND = 1_000_000_000;
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    @Test
    void aHeldClockStandsUntilItIsAdvanced() {
        SimulatorClock clock = SimulatorClock.held(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);

        clock.advance(Duration.ofSeconds(5)).advance(Duration.ofMillis(1));

        assertThat(clock.instant()).isEqualTo(NOON.plusMillis(5_001));
    }

    @Test
    void aViewInAnotherZoneMovesAlong() {
        SimulatorClock clock = SimulatorClock.held(NOON);
        Clock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));

        clock.advance(Duration.ofSeconds(5));

        assertThat(berlin.instant()).isEqualTo(NOON.plusSeconds(5));
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void aRunningClockOnlyGoesForwardAndCanBeAdvanced() {
        SimulatorClock clock = SimulatorClock.running(NOON, 60);
        Instant first = clock.instant();
        Instant second = clock.instant();

        assertThat(first).isAfterOrEqualTo(NOON);
        assertThat(second).isAfterOrEqualTo(first);
        assertThat(clock.advance(Duration.ofDays(1)).instant()).isAfter(NOON.plus(Duration.ofDays(1)));
    }

    @Test
    void aChangeOfSpeedCountsFromThatMomentOn() {
        AtomicLong nanos = new AtomicLong();
        ScaledClock clock = new ScaledClock(NOON, 60, nanos::get);

        nanos.addAndGet(SECOND);
        clock.speed(600);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(60));
        nanos.addAndGet(SECOND);
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(660));
        clock.speed(0.5);
        nanos.addAndGet(2 * SECOND);

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(661));
        assertThat(clock.speed()).isEqualTo(0.5);
    }

    @Test
    void onlyARunningClockHasASpeed() {
        SimulatorClock running = SimulatorClock.running(NOON, 60);

        assertThat(running.speed(10).speed()).isEqualTo(10);
        assertThat(running.withZone(ZoneId.of("Europe/Berlin")).speed()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> running.speed(0));
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulatorClock.held(NOON).speed(10));
    }

    @Test
    void theSystemClockIsTheComputers() {
        Instant before = Instant.now();
        Instant now = SimulatorClock.system().instant();

        assertThat(now).isBetween(before, Instant.now());
    }

    @Test
    void timeNeverGoesBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatorClock.held(NOON).advance(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorClock.running(NOON, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorClock.running(NOON, Double.NaN));
    }
}
