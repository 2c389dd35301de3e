package dev.deployflux.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.quota.QuotaShares;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Meters as an application without Spring binds them. */
class MetersTest {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        ecs.close();
    }

    private void list(ServiceDeployments deployments) {
        deployments
                .list(r -> r.cluster("prod").service("web"))
                .onErrorComplete()
                .blockLast();
    }

    @Test
    void callsBringRowsAndAreThrottled() {
        ecs.cluster("prod").service("web").history(250);
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .observer(new CallMeters(meters))
                .build();

        list(deployments);
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.throttled()));
        list(deployments);

        assertThat(meters.get("deployflux.page.rows")
                        .tag("operation", "ListServiceDeployments")
                        .summary())
                .satisfies(pages -> {
                    assertThat(pages.count()).isEqualTo(3);
                    assertThat(pages.totalAmount()).isEqualTo(250);
                });
        assertThat(meters.get("deployflux.quota.wait").timer().count()).isEqualTo(4);
        assertThat(meters.get("deployflux.throttles")
                        .tag("operation", "ListServiceDeployments")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** A rate is that of what has grown: of a counter that begins with its first throttle the first would not count. */
    @Test
    void theThrottlesOfAnOperationAreThereFromItsFirstCallOn() {
        ecs.cluster("prod").service("web");

        list(ServiceDeployments.builder(ecs.client())
                .observer(new CallMeters(meters))
                .build());

        assertThat(meters.get("deployflux.throttles")
                        .tag("operation", "ListServiceDeployments")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void observationsAreTimersByTheHandlerOfTheirRegistry() {
        ecs.cluster("prod").service("web");
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));

        list(ServiceDeployments.builder(ecs.client())
                .observer(new CallObservations(observations))
                .build());

        assertThat(meters.get("deployflux.call")
                        .tag("operation", "ListServiceDeployments")
                        .tag("outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aFeedsPassesAndStateAreMeasured() throws InterruptedException {
        ecs.cluster("prod").service("web").history(2);
        ServiceDeployments deployments = ServiceDeployments.create(ecs.client());
        PassMeters passes = new PassMeters(meters);
        CountDownLatch heard = new CountDownLatch(1);
        DeploymentFeed feed = DeploymentWatcher.builder(deployments)
                .listener(event -> {
                    passes.accept(event);
                    if (event instanceof DeploymentEvent.PassCompleted) {
                        heard.countDown();
                    }
                })
                .build()
                .feed(deployments.services("prod"));
        new FeedMeters(feed).bindTo(meters);
        assertThat(meters.get("deployflux.feed.lag").timeGauge().value()).isNaN();

        feed.events().takeUntil(DeploymentEvent.PassCompleted.class::isInstance).blockLast();

        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(meters.get("deployflux.watch.pass").timer().count()).isEqualTo(1);
        assertThat(meters.get("deployflux.feed.services").gauge().value()).isEqualTo(1);
        assertThat(meters.get("deployflux.feed.lag").timeGauge().value()).isNotNegative();
        assertThat(meters.get("deployflux.feed.unreadable").gauge().value()).isZero();
        assertThat(meters.get("deployflux.feed.merged").functionCounter().count())
                .isZero();
        feed.dispose();
    }

    private double quotaGauge(String name) {
        return meters.get("deployflux.quota." + name)
                .tag("bucket", "services")
                .gauge()
                .value();
    }

    @Test
    void aSharedQuotaTellsItsShareAndWhetherTheStoreAnswers() {
        AtomicReference<Mono<QuotaShares.Grant>> store =
                new AtomicReference<>(Mono.just(new QuotaShares.Grant(5, 10, 0, 0.5, 10, 3, Duration.ofSeconds(2))));
        ApiQuota quota = ApiQuota.builder()
                .scheduler(VirtualTimeScheduler.create())
                .shared(claim -> Objects.requireNonNull(store.get()))
                .build();
        new QuotaMeters(quota).bindTo(meters);
        assertThat(quotaGauge("share")).isZero();
        assertThat(quotaGauge("members")).isZero();

        quota.pace(ApiBucket.SERVICES, Mono.just(1)).subscribe();
        assertThat(quotaGauge("rate")).isEqualTo(5);
        assertThat(quotaGauge("share")).isEqualTo(0.5);
        assertThat(quotaGauge("members")).isEqualTo(3);
        assertThat(quotaGauge("store.away")).isZero();

        store.set(Mono.error(new IllegalStateException("gone")));
        ApiQuota other = ApiQuota.builder()
                .shared(claim -> Objects.requireNonNull(store.get()))
                .build();
        meters.clear();
        new QuotaMeters(other).bindTo(meters);
        other.pace(ApiBucket.SERVICES, Mono.just(1)).block();
        assertThat(quotaGauge("store.away")).isEqualTo(1);
    }

    @Test
    void aQuotaHasMetersForEachBucketUnlessItIsUnlimited() {
        new QuotaMeters(ApiQuota.unlimited()).bindTo(meters);
        assertThat(meters.getMeters()).isEmpty();

        ApiQuota quota = ApiQuota.builder().leaveForOthers(0.5).build();
        new QuotaMeters(quota).bindTo(meters);

        assertThat(meters.getMeters()).hasSize(18);
        assertThat(meters.get("deployflux.quota.rate")
                        .tag("bucket", "service_deployments")
                        .gauge()
                        .value())
                .isEqualTo(10);
        assertThat(meters.get("deployflux.quota.available")
                        .tag("bucket", "services")
                        .gauge()
                        .value())
                .isEqualTo(50);
        assertThat(meters.get("deployflux.quota.waiting")
                        .tag("bucket", "clusters")
                        .gauge()
                        .value())
                .isZero();
    }
}
