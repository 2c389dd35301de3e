package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiQuota;
import org.junit.jupiter.api.Test;

/** Whether services can be watched whose deployments in flight are described. */
class DescribedPlanTest {

    private static WatchPlan plan(int services, int inFlight) {
        return DeploymentWatcher.builder(ServiceDeployments.builder(new OutcomeClient())
                        .quota(ApiQuota.published())
                        .build())
                .build()
                .plan(services, inFlight);
    }

    @Test
    void whatFitsKeepsItsIntervals() {
        WatchPlan plan = plan(1_150, 100);

        assertThat(plan.neededPerSecond()).isCloseTo(19.67, within(0.01));
        assertThat(plan.isAchievable()).isTrue();
        assertThat(plan)
                .hasToString("1,150 services, 100 of them in flight, need 19.7 calls a second (in flight every 10s,"
                        + " described 20 a call; all listed every 1m); the quota permits 20.0. The intervals can be"
                        + " kept.");
    }

    @Test
    void twentyDeploymentsInFlightCostACallAnInterval() {
        double idle = plan(600, 0).neededPerSecond();

        assertThat(plan(600, 20).neededPerSecond() - idle).isCloseTo(0.1, within(1e-9));
        assertThat(plan(600, 21).neededPerSecond() - idle).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void withDetailsTooItSaysHowLate() {
        // 60 calls every 20.4 s and 1,200 every 70.4 s are 20 calls a second.
        WatchPlan plan = plan(1_200, 1_200);

        assertThat(plan)
                .hasToString("1,200 services, 1,200 of them in flight, need 26.0 calls a second (in flight every 10s,"
                        + " described 20 a call; all listed every 1m); the quota permits 20.0. Passes will be 10.4s late:"
                        + " in flight every 20.4s, all listed every 1m 10.4s.");
    }
}
