package dev.deployflux.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import dev.deployflux.watch.ServiceFingerprints;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a feed's meters tell of trouble, which alerts are made of. */
class FeedTroubleTest {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ServiceDeployments deployments = ServiceDeployments.create(ecs.client());

    @AfterEach
    void close() {
        ecs.close();
    }

    private DeploymentWatcherBuilder hasty() {
        return DeploymentWatcher.builder(deployments)
                .clock(ecs.clock())
                .interval(Duration.ofMillis(10))
                .idleInterval(Duration.ofMillis(20))
                .lookupInterval(Duration.ofMillis(10))
                .backoff(Duration.ofMillis(10), Duration.ofMillis(10))
                .grace(Duration.ZERO);
    }

    private DeploymentFeed measured(DeploymentFeed feed) {
        new FeedMeters(feed).bindTo(meters);
        return feed;
    }

    private double gauge(String name) {
        return meters.get("deployflux.feed." + name).gauge().value();
    }

    private void failing(Operation operation) {
        ecs.faults().inject(operation, FaultRule.of(Fault.accessDenied()).always());
    }

    @Test
    void theIdleIntervalIsTheOneThatIsSet() {
        measured(hasty().idleInterval(Duration.ofSeconds(90)).build().feed(deployments.services("prod")));

        assertThat(meters.get("deployflux.feed.idle.interval").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(90);
        assertThat(gauge("shared")).isZero();
    }

    @Test
    void anIntervalThatIsLongerMakesTheIdleOneAsLong() {
        measured(DeploymentWatcher.builder(deployments)
                .interval(Duration.ofMinutes(5))
                .build()
                .feed(deployments.services("prod")));

        assertThat(meters.get("deployflux.feed.idle.interval").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(300);
    }

    @Test
    void lookupsThatFailAreCountedUntilOneDoesNot() {
        ecs.cluster("prod").service("web").history(1);
        DeploymentFeed feed = measured(hasty().build().feed(deployments.services("prod")));
        failing(Operation.LIST_SERVICES);
        assertThat(gauge("lookup.failures")).isNaN();
        Disposable listener = feed.events().subscribe();

        Eventually.holds(() -> gauge("lookup.failures") > 1);
        ecs.faults().clear();
        Eventually.holds(() -> gauge("lookup.failures") == 0);

        listener.dispose();
        Eventually.holds(() -> Double.isNaN(gauge("lookup.failures")));
        feed.dispose();
    }

    @Test
    void deploymentsThatCanNotBeDescribedAreTold() {
        ecs.cluster("prod").service("web").deploy(DeploymentScript.successful(Duration.ofDays(1)));
        failing(Operation.DESCRIBE_SERVICE_DEPLOYMENTS);

        toldWhileItLasts("details", hasty().idleInterval(Duration.ofMinutes(1)));
    }

    @Test
    void servicesThatCanNotBeDescribedAreTold() {
        ecs.cluster("prod").service("web").history(1);
        failing(Operation.DESCRIBE_SERVICES);

        toldWhileItLasts(
                "detector", hasty().detector(ServiceFingerprints.create().listEvery(Duration.ofMillis(40))));
    }

    private void toldWhileItLasts(String what, DeploymentWatcherBuilder watcher) {
        DeploymentFeed feed = measured(watcher.build().feed(deployments.services("prod")));
        assertThat(gauge(what + ".failing")).isNaN();
        feed.events().subscribe();

        Eventually.holds(() -> gauge(what + ".failing") == 1);
        ecs.faults().clear();
        Eventually.holds(() -> gauge(what + ".failing") == 0);
        feed.dispose();
    }

    @Test
    void hintsThatFailAreTold() {
        DeploymentFeed feed = measured(hasty().hints(Flux.error(new IllegalStateException("no queue")))
                .build()
                .feed(Flux.just(ServiceRef.parse("prod/web"))));
        feed.events().subscribe();

        Eventually.holds(() -> gauge("hints.failing") == 1);
        assertThat(gauge("ended")).isZero();
        feed.dispose();
    }

    @Test
    void aPollingThatHasEndedIsTold() {
        VirtualTimeScheduler dead = VirtualTimeScheduler.create();
        DeploymentFeed feed = measured(hasty().scheduler(dead).build().feed(deployments.services("prod")));
        dead.dispose();

        feed.events().onErrorComplete().subscribe();

        assertThat(gauge("ended")).isEqualTo(1);
        assertThat(gauge("lag")).isNaN();
        feed.dispose();
    }
}
