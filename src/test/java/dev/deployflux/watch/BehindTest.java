package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A quota that allows half of the calls that the intervals need: 240 services, once a minute, two calls a second. */
class BehindTest {

    private static final int SERVICES = 240;

    private final SimulatedWatch prod = new SimulatedWatch();
    private final AtomicInteger services = new AtomicInteger(SERVICES);
    private final DeploymentWatcher watcher = prod.watcher(ServiceDeployments.builder(prod.client())
                    .quota(ApiQuota.builder()
                            .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 10, 2)
                            .scheduler(prod.time)
                            .build())
                    .build())
            .build();
    private final Listener listener;

    BehindTest() {
        for (int i = 0; i < SERVICES; i++) {
            prod.service("s" + i);
        }
        listener = Listener.of(
                watcher.watch(Flux.defer(() -> Flux.range(0, services.get()).map(i -> SimulatedWatch.ref("s" + i)))));
        prod.pass(Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() {
        listener.cancel();
        prod.close();
    }

    private Map<ServiceRef, Long> passes() {
        return listener.of(PassCompleted.class).stream()
                .collect(Collectors.groupingBy(PassCompleted::service, Collectors.counting()));
    }

    @Test
    void saysSoOnceAndAgainWhenTheLagHasDoubled() {
        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(FellBehind.class))
                .extracting(FellBehind::wanted, FellBehind::services)
                .containsOnly(tuple(Duration.ofMinutes(1), SERVICES));
        assertThat(listener.of(FellBehind.class)).hasSize(1).allSatisfy(behind -> assertThat(behind.achieved())
                .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(125)));
        assertThat(listener.of(CaughtUp.class)).isEmpty();
    }

    @Test
    void allServicesAreLateByTheSame() {
        listener.take();
        prod.pass(Duration.ofMinutes(20));

        assertThat(passes()).hasSize(SERVICES);
        assertThat(passes().values()).as("a pass every two minutes").allMatch(count -> count >= 9 && count <= 11);
    }

    @Test
    void thePlanKnewItBeforehand() {
        WatchPlan plan = watcher.plan(SERVICES, 0);

        assertThat(plan.isAchievable()).isFalse();
        assertThat(plan.achievableIdleInterval()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void saysSoWhenItHasCaughtUp() {
        services.set(SERVICES / 4);
        prod.pass(Duration.ofMinutes(30));

        assertThat(listener.of(CaughtUp.class)).containsExactly(new CaughtUp(SERVICES / 4));
    }
}
