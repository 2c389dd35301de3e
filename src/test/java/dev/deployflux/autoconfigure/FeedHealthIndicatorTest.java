package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.GlobalVirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.ToldHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Health in virtual time, of a feed of two services. */
class FeedHealthIndicatorTest {

    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final VirtualTimeScheduler time = new GlobalVirtualTime();
    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private DeploymentFeed feed;
    private FeedHealthIndicator indicator;

    FeedHealthIndicatorTest() {
        ecs.cluster("prod").service("web");
        ecs.cluster("prod").service("api");
        ServiceDeployments deployments = ServiceDeployments.create(ecs.client());
        feed = DeploymentWatcher.builder(deployments)
                .scheduler(time)
                .clock(() -> java.time.Instant.ofEpochMilli(time.now(java.util.concurrent.TimeUnit.MILLISECONDS)))
                .build()
                .feed(deployments.services("prod"));
        indicator = new FeedHealthIndicator(feed::health, MAX_AGE, true);
    }

    @BeforeEach
    void deliverInVirtualTime() {
        VirtualTimeScheduler.set(time);
    }

    @AfterEach
    void close() {
        feed.dispose();
        ecs.close();
        VirtualTimeScheduler.reset();
    }

    private Disposable listen() {
        Disposable listener = feed.events().subscribe();
        time.advanceTimeBy(Duration.ofSeconds(5));
        return listener;
    }

    private void fail(String service) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.service().orElse("").endsWith(service))
                                .always());
    }

    private Health health() {
        return indicator.health();
    }

    @Test
    void aFeedThatNobodyListensToIsWell() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).containsEntry("polling", false);
    }

    @Test
    void aFeedThatReadsItsServicesIsWell() {
        listen();

        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails())
                .containsEntry("polling", true)
                .containsEntry("services", 2)
                .containsKey("oldestPass")
                .doesNotContainKey("stale");
    }

    @Test
    void oneServiceThatFailsIsADetail() {
        fail("web");
        listen();

        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails())
                .containsEntry("stale", 1)
                .containsEntry("unreadable", 1)
                .containsEntry("unreadableServices", List.of("prod/web"))
                .hasEntrySatisfying(
                        "staleServices", named -> assertThat(named).asString().contains("prod/web"));
    }

    @Test
    void servicesThatWereReadAreStaleAfterAWhile() {
        listen();
        fail("web");
        fail("api");

        time.advanceTimeBy(MAX_AGE.minusMinutes(2));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        time.advanceTimeBy(Duration.ofMinutes(4));

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails())
                .containsEntry("stale", 2)
                .containsEntry("trouble", "None of the services can be read.");
    }

    @Test
    void agesOfBeforeAPauseDoNotCount() {
        listen().dispose();
        time.advanceTimeBy(Duration.ofHours(2));
        fail("web");
        fail("api");

        listen();

        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aLookupThatFailsFromTheStartIsDown() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied()).always());
        listen();

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails())
                .containsEntry("failingClusters", List.of("prod"))
                .hasEntrySatisfying("lookupFailures", n -> assertThat((int) n).isPositive());
    }

    @Test
    void whatMakesNewsPoorerOrLaterIsADetail() {
        DeploymentEvent[] trouble = {
            new DetailsFailing(new IllegalStateException("no details"), 3, MAX_AGE),
            new DetectorFailing(new IllegalStateException("no services"), 3, MAX_AGE),
            new HintsFailing(new IllegalStateException("no hints"), 3, MAX_AGE)
        };
        Health health = new FeedHealthIndicator(() -> ToldHealth.after(trouble), MAX_AGE, true).health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("detailsFailing", "java.lang.IllegalStateException: no details")
                .containsEntry("detectorFailing", "java.lang.IllegalStateException: no services")
                .containsEntry("hintsFailing", "java.lang.IllegalStateException: no hints");
        assertThat(health().getDetails()).doesNotContainKeys("detailsFailing", "detectorFailing", "hintsFailing");
    }

    @Test
    void whoPollsIsADetail() {
        listen();

        assertThat(health().getDetails())
                .containsEntry("replica", "this process")
                .containsEntry("poller", "this process")
                .containsEntry("readerLag", "PT0S")
                .containsKey("term")
                .doesNotContainKeys("storeFailure", "failingConsumers");
    }

    @Test
    void unlessItMayBeDownTroubleIsOnlyTold() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied()).always());
        listen();

        assertThat(new FeedHealthIndicator(feed::health, MAX_AGE, false).health())
                .satisfies(health -> assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN))
                .satisfies(health ->
                        assertThat(health.getDetails()).containsEntry("trouble", "The services can't be looked up."));
    }
}
