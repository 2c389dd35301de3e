package dev.deployflux.http;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.CountedClient;
import dev.deployflux.fixture.SdkPauses;
import dev.deployflux.fixture.VirtualTime;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Half an hour of watching by the real SDK over real HTTP, while connections are reset and calls are throttled and fail;
 * time passes only while no call is under way.
 */
@Timeout(60)
class WatchOverHttpTest {

    private static final long SEED = 20_260_115;
    private static final Duration CHAOS = Duration.ofMinutes(25);
    private static final Duration CALM = Duration.ofMinutes(10);

    private final VirtualTime time = new VirtualTime();
    private final EcsSimulator ecs =
            EcsSimulator.builder().faultScheduler(time.withinCalls()).start();
    private final CountedClient client = new CountedClient(
            ecs.clientBuilder()
                    .overrideConfiguration(
                            options -> options.scheduledExecutorService(new SdkPauses(time.withinCalls())))
                    .build(),
            time);
    private final Instant start = ecs.clock().instant();
    private final Random faults = new Random(SEED);
    private final Random shop = new Random(SEED);

    @AfterEach
    void stop() {
        client.close();
        ecs.close();
    }

    private static final List<Fault> FAULTS = List.of(
            Fault.resetBeforeResponse(),
            Fault.resetWithinBody(),
            Fault.resetAfterBody(),
            Fault.truncatedBody(),
            Fault.malformedJson(),
            Fault.throttled(),
            Fault.serverError(),
            Fault.accessDenied(),
            Fault.shortPage(2),
            Fault.stale(Duration.ofSeconds(30)),
            Fault.latency(Duration.ofSeconds(3)));

    @Test
    void theStreamNeitherEndsNorStallsNorLies() {
        List<SimulatedService> services = IntStream.range(0, 5)
                .mapToObj(i -> ecs.cluster("prod").service("s" + i))
                .toList();
        services.forEach(service -> service.history(3));
        FAULTS.forEach(fault -> ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(fault)
                                .when(call -> faults.nextDouble() < 0.5 / FAULTS.size())
                                .always()));
        Disposable seconds = everySecond(services);

        ServiceDeployments deployments = ServiceDeployments.builder(client)
                .quota(ApiQuota.builder().scheduler(time).build())
                .build();
        List<DeploymentEvent> events = time.await(DeploymentWatcher.builder(deployments)
                .scheduler(time)
                .clock(ecs.clock())
                .jitter(0)
                .since(Duration.ofHours(1))
                .build()
                .watch(deployments.services("prod"))
                .takeUntilOther(Mono.delay(CHAOS.plus(CALM), time))
                .collectList());
        seconds.dispose();

        assertThat(events.stream().filter(DeploymentEvent.ServiceFailing.class::isInstance))
                .as("passes that failed after the SDK's retries, seed " + SEED)
                .isNotEmpty();
        assertThat(ecs.truth()).hasSizeGreaterThan(40);
        HistoryValidator.of(TrueHistory.of(ecs), start, ecs.clock().instant())
                .since(start.minus(Duration.ofHours(1)))
                .slack(Duration.ofMinutes(4))
                .silence(Duration.ofMinutes(3))
                .watching(services.stream()
                        .map(service -> new ServiceRef("prod", service.name()))
                        .toList())
                .assertKept(events);
        assertThat(ecs.calls().all().get(0).userAgent()).contains("deployflux");
    }

    /** ECS's clock moves, and somebody deploys now and then. */
    private Disposable everySecond(List<SimulatedService> services) {
        return Mono.defer(() -> Mono.delay(Duration.ofSeconds(1), time))
                .repeat()
                .subscribe(second -> {
                    ecs.clock().advance(Duration.ofSeconds(1));
                    if (Duration.between(start, ecs.clock().instant()).compareTo(CHAOS) > 0) {
                        ecs.faults().clear();
                    } else if (shop.nextInt(30) == 0) {
                        services.get(shop.nextInt(services.size())).deploy(script());
                    }
                });
    }

    private DeploymentScript script() {
        Duration life = Duration.ofSeconds(5 + shop.nextInt(200));
        return shop.nextInt(4) == 0
                ? DeploymentScript.rollback(life, "circuit breaker")
                : DeploymentScript.successful(life);
    }
}
