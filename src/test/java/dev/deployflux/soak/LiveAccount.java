package dev.deployflux.soak;

import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.SimulatorClock;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** An account in which somebody deploys all the time, and a server that throttles ten times as late as ECS. */
final class LiveAccount implements AutoCloseable {

    /** As old as an answer may be. */
    static final Duration STALE = Duration.ofSeconds(2);

    static final String WATCHED_CLUSTER = "prod";

    private static final int ARCHIVED = 2_500;
    private static final int SERVICES = 6;
    private static final int RATE = 10;
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_LIFE_MILLIS = 6_000;

    /** Until each deployment is over that began before. */
    static final Duration LONGEST_LIFE = Duration.ofMillis(LONGEST_LIFE_MILLIS);

    final EcsSimulator ecs = EcsSimulator.builder()
            .clock(SimulatorClock.system())
            .throttling(true)
            .throttlingClock(SimulatorClock.running(Instant.EPOCH, RATE))
            .start();

    private final SimulatedService archive = ecs.cluster("archive").service("web");
    private final List<SimulatedService> live = new ArrayList<>();
    private final Map<ServiceRef, Queue<Deployed>> deployed = new ConcurrentHashMap<>();
    private final Random random;

    private record Deployed(String arn, Instant at) {}

    LiveAccount(Random random) {
        this.random = random;
        remember(archive, archive.history(ARCHIVED));
        for (String cluster : List.of(WATCHED_CLUSTER, "staging")) {
            for (int i = 0; i < SERVICES; i++) {
                SimulatedService service = ecs.cluster(cluster).service("web-" + i);
                remember(service, service.history(10 * i));
                live.add(service);
            }
        }
    }

    /** What our calls keep to: the same ten times. */
    static ApiQuota quota() {
        ApiQuota.Builder quota = ApiQuota.builder();
        for (ApiBucket bucket : ApiBucket.values()) {
            quota.bucket(bucket, bucket.burst(), RATE * bucket.perSecond());
        }
        return quota.build();
    }

    /** Somebody deploys somewhere. */
    Deployment deploy() {
        SimulatedService service = live.get(random.nextInt(live.size()));
        Duration life =
                Duration.ofMillis(SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS));
        String arn = service.deploy(
                switch (random.nextInt(6)) {
                    case 0 -> DeploymentScript.rollback(life, "circuit breaker");
                    case 1 -> DeploymentScript.rollbackFailed(life, "no capacity");
                    case 2 -> DeploymentScript.stopped(life, "by a person");
                    default -> DeploymentScript.successful(life);
                });
        remember(service, List.of(arn));
        return new Deployment(ref(service), arn);
    }

    record Deployment(ServiceRef service, String arn) {}

    ServiceRef archive() {
        return ref(archive);
    }

    /** All but the archive. */
    List<ServiceRef> live() {
        return live.stream().map(LiveAccount::ref).toList();
    }

    /** Those of the cluster that is watched. */
    List<ServiceRef> watched() {
        return live().stream()
                .filter(service -> service.cluster().equals(WATCHED_CLUSTER))
                .toList();
    }

    /** What every complete answer has to hold that is asked for from now on. */
    Set<String> listed(ServiceRef service) {
        Instant old = ecs.clock().instant().minus(STALE);
        Set<String> arns = new HashSet<>();
        for (Deployed each : of(service)) {
            if (each.at.isBefore(old)) {
                arns.add(each.arn);
            }
        }
        return arns;
    }

    /** All that there is by now. */
    TrueRows truth(Set<ServiceRef> services) {
        return new TrueRows(
                ecs,
                ecs.truth().stream()
                        .filter(each -> services.contains(new ServiceRef(each.cluster(), each.service())))
                        .collect(Collectors.toMap(TrueDeployment::arn, each -> each)));
    }

    private Queue<Deployed> of(ServiceRef service) {
        return deployed.computeIfAbsent(service, any -> new ConcurrentLinkedQueue<>());
    }

    private void remember(SimulatedService service, List<String> arns) {
        Instant now = ecs.clock().instant();
        arns.forEach(arn -> of(ref(service)).add(new Deployed(arn, now)));
    }

    private static ServiceRef ref(SimulatedService service) {
        return new ServiceRef(service.cluster().name(), service.name());
    }

    @Override
    public void close() {
        ecs.close();
    }
}
