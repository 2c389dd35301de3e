package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a builder makes of the options that it is given. */
class DeploymentWatcherBuilderTest {

    private final DeploymentWatcherBuilder builder = DeploymentWatcher.builder(
                    ServiceDeployments.create(new OutcomeClient()))
            .details(false);

    private static String intervals(DeploymentWatcher watcher) {
        return watcher.plan(1, 0).toString();
    }

    @Test
    void anIdleIntervalBelowTheIntervalIsRefusedWhicheverCameFirst() {
        builder.idleInterval(Duration.ofSeconds(5)).interval(Duration.ofSeconds(10));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("idleInterval is PT5S, less than interval, which is PT10S")
                .withMessageContaining("give as much at least, or a shorter interval");

        builder.interval(Duration.ofSeconds(5));
        assertThat(intervals(builder.build())).contains("in flight every 5s, the others every 5s");
    }

    @Test
    void aDetectorThatListsMoreOftenThanTheIdleIntervalIsRefusedWhicheverCameFirst() {
        builder.detector(ServiceFingerprints.create()).idleInterval(Duration.ofMinutes(16));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("listEvery is PT15M, less than idleInterval, which is PT16M")
                .withMessageContaining("give as much at least, or none");
    }

    @Test
    void anIdleIntervalThatGrowsWithTheIntervalIsNoReasonToListMoreOften() {
        builder.detector(ServiceFingerprints.create()).interval(Duration.ofMinutes(20));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("listEvery is PT15M, less than idleInterval, which is PT20M");
    }

    @Test
    void anIdleIntervalThatIsNotGivenIsTheIntervalAtLeast() {
        assertThat(intervals(builder.build())).contains("in flight every 10s, the others every 1m)");
        assertThat(intervals(builder.interval(Duration.ofMinutes(2)).build()))
                .contains("in flight every 2m, the others every 2m");
    }

    @Test
    void aRefusedPairOfPausesChangesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.backoff(Duration.ofMinutes(2), Duration.ofMinutes(1)))
                .withMessageContaining("backoff's max is PT1M, less than its first, PT2M");

        assertThat(builder.jitter(0).options.complete().backoff(1)).hasSeconds(5);
    }

    @Test
    void aWatcherKeepsTheOptionsThatItWasBuiltWith() {
        DeploymentWatcher watcher = builder.interval(Duration.ofSeconds(20)).build();
        builder.interval(Duration.ofSeconds(30));

        assertThat(intervals(watcher)).contains("in flight every 20s");
    }
}
