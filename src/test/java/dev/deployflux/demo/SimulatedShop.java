package dev.deployflux.demo;

import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedCluster;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.SimulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** A simulated account: a shop with three clusters, of which each runs the same services. */
final class SimulatedShop implements Account {

    private static final List<String> CLUSTERS = List.of("prod", "staging", "default");
    private static final List<String> SERVICES = List.of(
            "web",
            "api",
            "auth",
            "cart",
            "catalog",
            "checkout",
            "images",
            "mail",
            "orders",
            "payments",
            "search",
            "stock");
    private static final int WEB_HISTORY = 2_500;
    private static final int OTHER_HISTORY = 120;

    /** About what a call takes in a region nearby, so that pages are seen to arrive. */
    private static final Duration LATENCY = Duration.ofMillis(80);

    private final EcsSimulator ecs;

    private SimulatedShop(EcsSimulator ecs) {
        this.ecs = ecs;
    }

    static SimulatedShop open() {
        EcsSimulator ecs = EcsSimulator.builder()
                .clock(SimulatorClock.running(Instant.now(), 1))
                .throttling(true)
                .start();
        CLUSTERS.forEach(name -> fill(ecs.cluster(name)));
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.latency(LATENCY)).always());
        return new SimulatedShop(ecs);
    }

    private static void fill(SimulatedCluster cluster) {
        for (int i = 0; i < SERVICES.size(); i++) {
            SimulatedService service = cluster.service(SERVICES.get(i));
            service.history(i == 0 ? WEB_HISTORY : OTHER_HISTORY);
            if (i % 4 == 0) {
                service.deploy(DeploymentScript.successful(Duration.ofMinutes(10 + i)));
            } else if (i % 4 == 1) {
                service.deploy(DeploymentScript.rollback(
                        Duration.ofMinutes(10 + i), "ECS deployment circuit breaker: tasks failed to start."));
            }
        }
    }

    EcsSimulator simulator() {
        return ecs;
    }

    @Override
    public EcsAsyncClient client() {
        return ecs.client();
    }

    /** All of it, since nobody else calls; it throttles as ECS does. */
    @Override
    public ApiQuota quota() {
        return ApiQuota.published();
    }

    @Override
    public String contents() {
        return "the clusters %s, each with the services %s"
                .formatted(String.join(", ", CLUSTERS), String.join(", ", SERVICES));
    }

    @Override
    public String exampleCluster() {
        return CLUSTERS.get(0);
    }

    @Override
    public String exampleService() {
        return SERVICES.get(0);
    }

    @Override
    public void close() {
        ecs.close();
    }
}
