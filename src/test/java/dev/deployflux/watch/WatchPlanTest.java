package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whether services can be watched at the intervals that are set. */
class WatchPlanTest {

    private static DeploymentWatcherBuilder watcher(ApiQuota quota, Duration interval, Duration idleInterval) {
        return DeploymentWatcher.builder(ServiceDeployments.builder(new OutcomeClient())
                        .quota(quota)
                        .build())
                .interval(interval)
                .idleInterval(idleInterval);
    }

    private static WatchPlan plan(ApiQuota quota, int services, int inFlight) {
        return watcher(quota, Duration.ofSeconds(10), Duration.ofMinutes(1))
                .build()
                .plan(services, inFlight);
    }

    private static WatchPlan withoutDetails(int services, int inFlight) {
        return watcher(ApiQuota.published(), Duration.ofSeconds(10), Duration.ofMinutes(1))
                .details(false)
                .build()
                .plan(services, inFlight);
    }

    @Test
    void whatFitsKeepsItsIntervals() {
        WatchPlan plan = withoutDetails(600, 60);

        assertThat(plan.neededPerSecond()).isEqualTo(15);
        assertThat(plan.permittedPerSecond()).isEqualTo(20);
        assertThat(plan.isAchievable()).isTrue();
        assertThat(plan.late()).isZero();
        assertThat(plan.achievableInterval()).hasSeconds(10);
        assertThat(plan.achievableIdleInterval()).hasMinutes(1);
        assertThat(plan)
                .hasToString("600 services, 60 of them in flight, need 15.0 calls a second (in flight every 10s, the"
                        + " others every 1m); the quota permits 20.0. The intervals can be kept.");
    }

    @Test
    void whatDoesNotFitIsLateByTheSameEverywhere() {
        // 100 in flight every 20 s and 1,050 others every 70 s are 20 calls a second.
        WatchPlan plan = withoutDetails(1_150, 100);

        assertThat(plan.isAchievable()).isFalse();
        assertThat(plan.late()).isCloseTo(Duration.ofSeconds(10), Duration.ofNanos(10));
        assertThat(plan)
                .hasToString("1,150 services, 100 of them in flight, need 27.5 calls a second (in flight every 10s, the"
                        + " others every 1m); the quota permits 20.0. Passes will be 10s late: in flight every 20s, the"
                        + " others every 1m 10s.");
    }

    @Test
    void aShareThatIsLeftToOthersIsNotCounted() {
        WatchPlan plan = plan(ApiQuota.builder().leaveForOthers(0.5).build(), 620, 60);

        assertThat(plan.permittedPerSecond()).isEqualTo(10);
        assertThat(plan.isAchievable()).isFalse();
    }

    @Test
    void withoutAQuotaItIsWhatEcsPublishes() {
        WatchPlan plan = plan(ApiQuota.unlimited(), 1_201, 0);

        assertThat(plan.permittedPerSecond()).isEqualTo(20);
        assertThat(plan.isAchievable()).isFalse();
        assertThat(plan.toString()).contains("ECS publishes 20.0");
        assertThat(plan(ApiQuota.unlimited(), 1_200, 0).isAchievable()).isTrue();
    }

    @Test
    void noServiceNeedsNothing() {
        assertThat(plan(ApiQuota.published(), 0, 0).neededPerSecond()).isZero();
    }

    @Test
    void badNumbersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(ApiQuota.published(), -1, 0))
                .withMessageContaining("write 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(ApiQuota.published(), 10, 11))
                .withMessageContaining("write 0 to 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(ApiQuota.published(), 10, -1))
                .withMessageContaining("write 0 to 10");
    }

    @Property(tries = 500)
    void theAchievableIntervalsTakeWhatIsPermitted(
            @ForAll @IntRange(max = 100_000) int idle,
            @ForAll @IntRange(max = 100_000) int inFlight,
            @ForAll @IntRange(min = 1, max = 600_000) int interval,
            @ForAll @IntRange(max = 600_000) int longer,
            @ForAll @DoubleRange(min = 0.01, max = 1_000) double rate) {
        WatchPlan plan = watcher(
                        ApiQuota.builder()
                                .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 50, rate)
                                .build(),
                        Duration.ofMillis(interval),
                        Duration.ofMillis((long) interval + longer))
                .details(false)
                .build()
                .plan(idle + inFlight, inFlight);

        double taken = idle / (plan.achievableIdleInterval().toNanos() / 1e9)
                + inFlight / (plan.achievableInterval().toNanos() / 1e9);
        if (plan.isAchievable()) {
            assertThat(taken).isCloseTo(plan.neededPerSecond(), within(1e-9));
        } else {
            assertThat(plan.late()).isPositive();
            assertThat(taken).isCloseTo(plan.permittedPerSecond(), within(1e-4 * plan.permittedPerSecond()));
        }
    }
}
