package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SimulatorClockTest {

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
