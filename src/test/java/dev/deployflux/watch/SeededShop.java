package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;

/** People who deploy, roll out, answer, stop, delete and create services at random, by a seed. */
final class SeededShop {

    /** How late a deployment may be listed. */
    static final Duration LATE = Duration.ofMinutes(1);

    private final Random random;
    private final EcsSimulator ecs;
    private final List<ServiceRef> services;
    private final SeededRollouts rollouts;

    /** Those that were never deleted. */
    private final List<ServiceRef> lasting;

    /** Those that ECS doesn't deploy, and when that is possible again. */
    private final Map<ServiceRef, Instant> foreign = new HashMap<>();

    /** Whether each deployment is listed at once. */
    private final boolean prompt;

    private int scaled;

    SeededShop(Random random, EcsSimulator ecs) {
        this(random, ecs, false);
    }

    SeededShop(Random random, EcsSimulator ecs, boolean prompt) {
        this.random = random;
        this.ecs = ecs;
        this.prompt = prompt;
        this.rollouts = new SeededRollouts(random, ecs);
        this.services = IntStream.rangeClosed(1, 1 + random.nextInt(5))
                .mapToObj(i -> new ServiceRef(i % 2 == 0 ? "prod" : "staging", "s" + i))
                .toList();
        this.lasting = new ArrayList<>(services);
        ecs.cluster("prod");
        ecs.cluster("staging");
        services.forEach(this::open);
    }

    private void open(ServiceRef service) {
        switch (random.nextInt(12)) {
            case 0 -> find(service).codeDeploy();
            case 1 -> find(service).external();
            default -> {
                find(service).history(random.nextInt(8), Duration.ofMinutes(7));
                return;
            }
        }
        foreign.put(service, ecs.clock().instant());
    }

    private SimulatedService find(ServiceRef service) {
        return ecs.cluster(service.cluster()).service(service.service());
    }

    List<ServiceRef> services() {
        return services;
    }

    List<ServiceRef> lasting() {
        return lasting;
    }

    /** A second of their time. */
    void act() {
        ServiceRef service = services.get(random.nextInt(services.size()));
        switch (random.nextInt(200)) {
            case 0, 1 -> deploy(service, 0);
            case 2 -> deploy(service, prompt ? 0 : random.nextInt((int) LATE.toMillis()));
            case 3 -> stop(find(service));
            case 4 -> {
                if (random.nextInt(8) == 0) {
                    lasting.remove(service);
                    foreign.remove(service);
                    find(service).delete();
                    if (random.nextBoolean()) {
                        find(service).deploy(script());
                    }
                }
            }
            case 5 -> rollouts.answer();
            case 6 -> find(service).scale(1_000 + ++scaled); // another number each time
            default -> {}
        }
    }

    private void deploy(ServiceRef service, int lateMillis) {
        Instant possible = foreign.get(service);
        Instant now = ecs.clock().instant();
        if (possible == null) {
            find(service).deploy(script(), Duration.ofMillis(lateMillis));
        } else if (!possible.isAfter(now)) {
            Duration takes = Duration.ofMillis(random.nextInt(300_000));
            find(service).replaceTaskSet(takes);
            foreign.put(service, now.plus(takes));
        }
    }

    /** The ARNs of all services that are there. */
    List<String> serviceArns() {
        return lasting.stream().map(service -> find(service).arn()).toList();
    }

    /** The ARNs of all deployments of services that are there. */
    List<String> deploymentArns() {
        return lasting.stream()
                .flatMap(service -> find(service).deploymentArns().stream())
                .toList();
    }

    private DeploymentScript script() {
        if (random.nextBoolean()) {
            return rollouts.script();
        }
        Duration life = Duration.ofMillis(2_000 + random.nextInt(random.nextBoolean() ? 10_000 : 300_000));
        return switch (random.nextInt(7)) {
            case 0 -> DeploymentScript.rollback(life, "circuit breaker");
            case 1 -> DeploymentScript.rollbackFailed(life, "no tasks");
            case 2 -> DeploymentScript.stopped(life, "superseded");
            case 3 ->
                DeploymentScript.builder()
                        .at(Duration.ofMillis(1), IN_PROGRESS)
                        .at(Duration.ofMillis(2), SUCCESSFUL)
                        .build();
            case 4 -> random.nextInt(10) == 0 ? DeploymentScript.endless(life) : DeploymentScript.successful(life);
            default -> DeploymentScript.successful(life);
        };
    }

    private void stop(SimulatedService service) {
        List<String> arns = service.deploymentArns();
        if (!arns.isEmpty()) {
            StopServiceDeploymentStopType type =
                    random.nextBoolean() ? StopServiceDeploymentStopType.ABORT : StopServiceDeploymentStopType.ROLLBACK;
            var unused = ecs.client().stopServiceDeployment(r -> r.serviceDeploymentArn(arns.get(arns.size() - 1))
                    .stopType(type));
        }
    }
}
