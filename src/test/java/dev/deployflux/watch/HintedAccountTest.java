package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EventDelivery;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** 10,000 services of 20 clusters under the published quota, where EventBridge tells of each deployment. */
class HintedAccountTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    static Stream<Arguments> aDeploymentIsToldWithinSecondsOfItsHint() {
        EventDelivery usual = EventDelivery.prompt().lateUpTo(Duration.ofSeconds(2));
        EventDelivery bad = usual.lateUpTo(Duration.ofMinutes(1)).doubled(0.5);
        return Stream.of(
                Arguments.of(false, usual),
                Arguments.of(false, bad),
                Arguments.of(true, usual),
                Arguments.of(true, bad));
    }

    @ParameterizedTest
    @MethodSource
    void aDeploymentIsToldWithinSecondsOfItsHint(boolean detector, EventDelivery delivery) {
        try (BusyAccount account = new BusyAccount(20, 500, (busy, watcher) -> {
            watcher.idleInterval(TEN_MINUTES).hints(busy.hints(delivery));
            return detector ? watcher.detector(ServiceFingerprints.create()) : watcher;
        })) {
            account.pass(Duration.ofMinutes(9)); // each is listed once, 20 a second
            account.deployEvery(Duration.ofSeconds(3), DeploymentScript.successful(Duration.ofMinutes(5)));
            account.pass(Duration.ofMinutes(6));
            account.measure();
            account.pass(TEN_MINUTES);

            List<Duration> behind = account.behindHints();
            assertThat(behind).hasSizeGreaterThan(100);
            assertThat(behind.get(behind.size() / 2)).isLessThan(Duration.ofSeconds(2));
            assertThat(behind.get(behind.size() * 99 / 100)).isLessThan(Duration.ofSeconds(5));
            assertThat(account.throttled()).isZero();
        }
    }
}
