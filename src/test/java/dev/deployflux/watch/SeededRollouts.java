package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.ROLLBACK;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.RolloutBuilder;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** Rollouts of all strategies with all that can happen to them, and people who say go or back, at random, by a seed. */
final class SeededRollouts {

    private static final List<DeploymentLifecycleHookStage> OF_ALL = List.of(
            DeploymentLifecycleHookStage.RECONCILE_SERVICE,
            DeploymentLifecycleHookStage.PRE_SCALE_UP,
            DeploymentLifecycleHookStage.POST_SCALE_UP);

    private static final List<DeploymentLifecycleHookStage> OF_TRAFFIC = List.of(
            DeploymentLifecycleHookStage.PRE_SCALE_UP,
            DeploymentLifecycleHookStage.POST_SCALE_UP,
            DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
            DeploymentLifecycleHookStage.PRE_PRODUCTION_TRAFFIC_SHIFT,
            DeploymentLifecycleHookStage.POST_PRODUCTION_TRAFFIC_SHIFT);

    private static final List<ServiceDeploymentLifecycleStage> ALARMED = List.of(
            ServiceDeploymentLifecycleStage.SCALE_UP,
            ServiceDeploymentLifecycleStage.BAKE_TIME,
            ServiceDeploymentLifecycleStage.CLEAN_UP);

    private final Random random;
    private final EcsSimulator ecs;

    SeededRollouts(Random random, EcsSimulator ecs) {
        this.random = random;
        this.ecs = ecs;
    }

    DeploymentScript script() {
        Duration life = upTo(random.nextBoolean() ? 60 : 900);
        int tasks = 1 + random.nextInt(8);
        int strategy = random.nextInt(4);
        RolloutBuilder rollout =
                switch (strategy) {
                    case 0 -> DeploymentScript.rolling(life, tasks);
                    case 1 -> DeploymentScript.blueGreen(life, tasks);
                    case 2 -> DeploymentScript.linear(life, tasks, 20 + random.nextInt(60));
                    default -> DeploymentScript.canary(life, tasks, 1 + random.nextInt(50));
                };
        List<DeploymentLifecycleHookStage> stages = strategy == 0 ? OF_ALL : OF_TRAFFIC;
        for (int hooks = random.nextInt(3); hooks > 0; hooks--) {
            addHook(rollout, stages.get(random.nextInt(stages.size())));
        }
        if (random.nextInt(3) == 0) {
            int threshold = 3 + random.nextInt(5);
            rollout.failedTasks(random.nextInt(threshold + 1), threshold);
        }
        if (random.nextInt(3) == 0) {
            rollout.alarms("latency", "errors");
        }
        if (random.nextInt(6) == 0) {
            rollout.alarmAt(ALARMED.get(random.nextInt(ALARMED.size())), "errors");
        } else if (random.nextInt(4) == 0) {
            rollout.bakeTime(random.nextBoolean() ? Duration.ZERO : upTo(900));
        }
        return rollout.build();
    }

    private void addHook(RolloutBuilder rollout, DeploymentLifecycleHookStage stage) {
        switch (random.nextInt(8)) {
            case 0 -> rollout.lambdaAt(stage, "arn:aws:lambda:eu-central-1:123456789012:function:check", upTo(60));
            case 1 ->
                rollout.failingLambdaAt(stage, "arn:aws:lambda:eu-central-1:123456789012:function:check", upTo(60));
            case 2 -> rollout.pauseAt(stage); // for a day
            case 3 -> rollout.pauseWithoutExpiryAt(stage);
            default -> {
                DeploymentLifecycleHookAction then = random.nextBoolean() ? CONTINUE : ROLLBACK;
                rollout.pauseAt(stage, upTo(random.nextBoolean() ? 30 : 1_200), then);
            }
        }
    }

    private Duration upTo(int seconds) {
        return Duration.ofMillis(1_000 + random.nextInt(seconds * 1_000));
    }

    /** Somebody answers one of those that wait. */
    void answer() {
        List<TrueDeployment> waiting =
                ecs.truth().stream().filter(each -> waitsFor(each) != null).toList();
        if (!waiting.isEmpty()) {
            TrueDeployment any = waiting.get(random.nextInt(waiting.size()));
            DeploymentLifecycleHookAction action = random.nextInt(3) == 0 ? ROLLBACK : CONTINUE;
            var unused = ecs.client().continueServiceDeployment(r -> r.serviceDeploymentArn(any.arn())
                    .hookId(waitsFor(any))
                    .action(action));
        }
    }

    private static @Nullable String waitsFor(TrueDeployment deployment) {
        return deployment.serviceDeletedAt().isPresent()
                ? null
                : deployment.pauses().stream()
                        .filter(pause -> pause.until().isEmpty())
                        .map(TrueDeployment.Pause::hookId)
                        .findFirst()
                        .orElse(null);
    }
}
