package dev.deployflux.replicas;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.RolloutBuilder;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.SimulatorClock;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;

/** An account in which somebody deploys all the time, and which notes who asks. */
final class PolledAccount implements AutoCloseable {

    /** Until each deployment is over that began before. */
    static final Duration LONGEST_LIFE = Duration.ofSeconds(15);

    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_UNDISTURBED_LIFE_MILLIS = 6_000;
    private static final int LONGEST_PAUSE_MILLIS = 4_000;
    private static final int SERVICES = 6;
    private static final int OLD = 20;

    final EcsSimulator ecs =
            EcsSimulator.builder().clock(SimulatorClock.system()).start();
    final PollTimes polls = new PollTimes();
    private final List<SimulatedService> services = new ArrayList<>();
    private final Random random;

    PolledAccount(Random random) {
        this.random = random;
        for (int i = 0; i < SERVICES; i++) {
            SimulatedService service = ecs.cluster(ReplicaProcess.CLUSTER).service("web-" + i);
            service.history(OLD);
            services.add(service);
        }
        for (Operation operation : List.of(
                Operation.LIST_SERVICES,
                Operation.LIST_SERVICE_DEPLOYMENTS,
                Operation.DESCRIBE_SERVICES,
                Operation.DESCRIBE_SERVICE_DEPLOYMENTS)) {
            ecs.faults()
                    .inject(
                            operation,
                            FaultRule.of(Fault.serverError())
                                    .when(call -> {
                                        polls.called(call.headers().getOrDefault(ReplicaProcess.HEADER, "?"));
                                        return false; // no fault: only to be told of each call as it comes
                                    })
                                    .always());
        }
    }

    List<ServiceRef> watched() {
        return services.stream()
                .map(service -> new ServiceRef(service.cluster().name(), service.name()))
                .toList();
    }

    /** Somebody deploys somewhere. */
    void deploy() {
        int span = LONGEST_UNDISTURBED_LIFE_MILLIS - SHORTEST_LIFE_MILLIS;
        Duration life = Duration.ofMillis(SHORTEST_LIFE_MILLIS + random.nextInt(span));
        services.get(random.nextInt(services.size()))
                .deploy(
                        switch (random.nextInt(8)) {
                            case 0 -> DeploymentScript.rollback(life, "circuit breaker");
                            case 1 -> DeploymentScript.stopped(life, "by a person");
                            case 2 -> DeploymentScript.rolling(life, 4).build();
                            case 3 -> pausing(DeploymentScript.blueGreen(life, 4));
                            default -> DeploymentScript.successful(life);
                        });
    }

    /** It waits for somebody, or for the end of the wait. */
    private DeploymentScript pausing(RolloutBuilder rollout) {
        return rollout.pauseAt(
                        DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
                        Duration.ofMillis(1 + random.nextInt(LONGEST_PAUSE_MILLIS)),
                        random.nextBoolean()
                                ? DeploymentLifecycleHookAction.CONTINUE
                                : DeploymentLifecycleHookAction.ROLLBACK)
                .build();
    }

    /** Somebody says go, or back, to one that waits; returns whether there was one. */
    boolean answer() {
        DeploymentLifecycleHookAction action = random.nextInt(3) == 0
                ? DeploymentLifecycleHookAction.ROLLBACK
                : DeploymentLifecycleHookAction.CONTINUE;
        Optional<TrueDeployment> waiting =
                ecs.truth().stream().filter(each -> hook(each).isPresent()).findFirst();
        waiting.ifPresent(deployment -> {
            var unused = ecs.client().continueServiceDeployment(r -> r.serviceDeploymentArn(deployment.arn())
                    .hookId(hook(deployment).orElseThrow())
                    .action(action));
        });
        return waiting.isPresent();
    }

    private static Optional<String> hook(TrueDeployment deployment) {
        return deployment.pauses().stream()
                .filter(pause -> pause.until().isEmpty())
                .map(TrueDeployment.Pause::hookId)
                .findFirst();
    }

    @Override
    public void close() {
        ecs.close();
    }
}
