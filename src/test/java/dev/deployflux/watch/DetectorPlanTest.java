package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiQuota;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whether services can be watched with a detector. */
class DetectorPlanTest {

    private static WatchPlan plan(int services, int inFlight) {
        return DeploymentWatcher.builder(ServiceDeployments.builder(new OutcomeClient())
                        .quota(ApiQuota.published())
                        .build())
                .detector(ServiceFingerprints.create())
                .build()
                .plan(services, inFlight);
    }

    @Test
    void tenThousandServicesFitBothBuckets() {
        WatchPlan plan = plan(10_000, 100);

        assertThat(plan.neededPerSecond()).isCloseTo(13.17, within(0.01));
        assertThat(plan.neededLooksPerSecond()).isEqualTo(16.5);
        assertThat(plan.permittedLooksPerSecond()).isEqualTo(20);
        assertThat(plan.isAchievable()).isTrue();
        assertThat(plan.achievableIdleInterval()).hasMinutes(1);
        assertThat(plan.achievableListInterval()).hasMinutes(15);
        assertThat(plan)
                .hasToString("10,000 services, 100 of them in flight, need 13.2 calls a second (in flight every 10s,"
                        + " described 20 a call, listed every 1m, the others every 15m); the quota permits 20.0. Looks at"
                        + " the others take 16.5 calls a second, 10 a call every 1m; the quota permits 20.0. The intervals"
                        + " can be kept.");
    }

    @Test
    void eitherBucketMayBeTooSmall() {
        WatchPlan plan = plan(18_000, 0);

        assertThat(plan.isAchievable()).isFalse();
        assertThat(plan.late()).isZero();
        assertThat(plan.achievableIdleInterval()).isCloseTo(Duration.ofSeconds(90), Duration.ofNanos(10));
        assertThat(plan.toString()).endsWith("Looks will be 30s late: every 1m 30s.");
        assertThat(plan(20_000, 0).toString())
                .endsWith(
                        "Passes will be 1m 40s late: in flight every 1m 50s, listed every 2m 40s, the others every 16m"
                                + " 40s. Looks will be 40s late: every 1m 40s.");
    }

    @Test
    void withoutADetectorNothingIsLookedAt() {
        WatchPlan plan = DeploymentWatcher.builder(ServiceDeployments.create(new OutcomeClient()))
                .build()
                .plan(100, 10);

        assertThat(plan.neededLooksPerSecond()).isZero();
        assertThat(plan.achievableListInterval()).isEqualTo(plan.achievableIdleInterval());
    }
}
