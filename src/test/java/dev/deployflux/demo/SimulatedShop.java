package dev.deployflux.demo;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
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
import java.util.Map;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

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
    private static final Duration ROLLOUT = Duration.ofMinutes(10);

    /** About what a call takes in a region nearby, so that pages are seen to arrive. */
    private static final Duration LATENCY = Duration.ofMillis(80);

    /** How fast its time passes at first: a deployment of ten minutes takes one. */
    private static final double SPEED = 10;

    /** How it is watched: as often as its 36 services fit into ECS's 20 calls a second, and back at work soon. */
    static final Map<String, Object> WATCH = Map.of(
            "deployflux.watch.interval", "2s",
            "deployflux.watch.idle-interval", "5s",
            "deployflux.watch.since", "2h",
            "deployflux.watch.first-backoff", "1s",
            "deployflux.watch.max-backoff", "10s");

    private final EcsSimulator ecs;
    private final Approvals approvals;

    private Trouble trouble = Trouble.NONE;

    private SimulatedShop(EcsSimulator ecs) {
        this.ecs = ecs;
        this.approvals = new Approvals(ecs.client(), ecs.clock());
    }

    static SimulatedShop open() {
        EcsSimulator ecs = EcsSimulator.builder()
                .clock(SimulatorClock.running(Instant.now(), SPEED))
                .throttling(true)
                .start();
        SimulatedShop shop = new SimulatedShop(ecs);
        CLUSTERS.forEach(name -> shop.fill(ecs.cluster(name)));
        shop.trouble(Trouble.NONE);
        return shop;
    }

    private void fill(SimulatedCluster cluster) {
        for (int i = 0; i < SERVICES.size(); i++) {
            SimulatedService service = cluster.service(SERVICES.get(i));
            if (i == 0) {
                service.history(WEB_HISTORY);
            } else {
                service.history(OTHER_HISTORY, Duration.ofMinutes(15 + 4 * i));
            }
            if (i % 4 == 0 || service.name().equals(ShopScripts.ASKS)) {
                deploy(service, ROLLOUT, true);
            } else if (i % 4 == 1) {
                deploy(service, ROLLOUT, false);
            }
        }
    }

    /** From now on, and instead of other trouble. */
    synchronized void trouble(Trouble next) {
        trouble = next;
        ecs.faults().clear();
        for (Operation operation : List.of(
                Operation.LIST_SERVICE_DEPLOYMENTS,
                Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                Operation.LIST_SERVICES,
                Operation.LIST_CLUSTERS)) {
            Fault fault = fault(next);
            ecs.faults().inject(operation, FaultRule.of(fault).always());
        }
    }

    private static Fault fault(Trouble of) {
        return switch (of) {
            case NONE -> Fault.latency(LATENCY);
            case THROTTLING -> Fault.throttled();
            case ERRORS -> Fault.serverError();
            case CUTS -> Fault.resetBeforeResponse();
        };
    }

    synchronized Trouble trouble() {
        return trouble;
    }

    /** Begins a deployment of some minutes. */
    void deploy(ServiceRef service, boolean succeeds) {
        if (!CLUSTERS.contains(service.cluster()) || !SERVICES.contains(service.service())) {
            throw new IllegalArgumentException("There is no service " + service + ". There are " + contents() + ".");
        }
        deploy(ecs.cluster(service.cluster()).service(service.service()), ROLLOUT, succeeds);
    }

    private void deploy(SimulatedService service, Duration duration, boolean succeeds) {
        if (!succeeds) {
            service.deploy(ShopScripts.broken(duration));
            return;
        }
        String arn = service.deploy(ShopScripts.successful(service.name(), duration));
        if (service.name().equals(ShopScripts.ASKS)) {
            approvals.expect(arn, ShopScripts.asksAfter(duration));
        }
    }

    /** Those who wait for somebody to say go. */
    Approvals approvals() {
        return approvals;
    }

    /** Whether the newest deployment of a service isn't over. */
    boolean isDeploying(ServiceRef ref) {
        SimulatedService service = ecs.cluster(ref.cluster()).service(ref.service());
        List<String> arns = service.deploymentArns();
        ServiceDeploymentStatus newest = service.status(arns.get(arns.size() - 1));
        return !DeploymentOperators.isTerminal(
                ServiceDeploymentBrief.builder().status(newest).build());
    }

    /** All of them, cluster after cluster. */
    static List<ServiceRef> services() {
        return CLUSTERS.stream()
                .flatMap(cluster -> SERVICES.stream().map(service -> new ServiceRef(cluster, service)))
                .toList();
    }

    @Override
    public SimulatorClock clock() {
        return ecs.clock();
    }

    @Override
    public boolean isSimulated() {
        return true;
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
