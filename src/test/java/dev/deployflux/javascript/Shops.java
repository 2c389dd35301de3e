package dev.deployflux.javascript;

import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRE_PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRE_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** An account with something of everything: clusters and services for several pages, and deployments in each state. */
final class Shops implements AutoCloseable {

    static final int HISTORY = 243;

    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:check";

    final EcsSimulator ecs = EcsSimulator.start();
    final SimulatedService web = ecs.cluster("prod").service("web");
    final SimulatedService rollouts = ecs.cluster("team-0").service("rollouts");

    Shops() {
        deployRollouts();
        web.history(HISTORY);
        deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        deploy(DeploymentScript.rollback(Duration.ofSeconds(90), "alarm"));
        deploy(DeploymentScript.stopped(Duration.ofSeconds(90), "by a person"));
        deploy(stuck(STOP_REQUESTED, "by a person"));
        deploy(stuck(ROLLBACK_REQUESTED, "by a person"));
        deploy(stuck(ROLLBACK_IN_PROGRESS, "alarm"));
        web.deploy(DeploymentScript.successful(Duration.ofHours(1)));
        ecs.clock().advance(Duration.ofMinutes(20));
        web.deploy(DeploymentScript.successful(Duration.ofHours(1)));
        for (int i = 0; i < 14; i++) {
            ecs.cluster("prod").service("api-" + i).history(i);
        }
        for (int i = 0; i < 104; i++) {
            ecs.cluster("team-" + i);
        }
        ecs.cluster("default").service("web").history(3);
    }

    /** Each way to roll out, and each thing that can happen on it; at the end they are fifty minutes on. */
    private void deployRollouts() {
        Duration hour = Duration.ofHours(1);
        rollouts.history(2);
        Stream.of(
                        DeploymentScript.blueGreen(hour, 4).pauseAt(POST_TEST_TRAFFIC_SHIFT),
                        DeploymentScript.linear(hour, 3, 12.5)
                                .lambdaAt(PRE_SCALE_UP, FUNCTION, Duration.ofMinutes(7))
                                .pauseAt(PRE_PRODUCTION_TRAFFIC_SHIFT, hour, DeploymentLifecycleHookAction.CONTINUE),
                        DeploymentScript.canary(hour, 3, 0.1).pauseWithoutExpiryAt(POST_PRODUCTION_TRAFFIC_SHIFT),
                        DeploymentScript.canary(hour, 3, 5)
                                .alarms("p99")
                                .alarmAt(ServiceDeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT, "5xx"),
                        DeploymentScript.rolling(hour, 7).failedTasks(2, 4).pauseAt(POST_SCALE_UP),
                        DeploymentScript.rolling(hour, 7).failedTasks(3, 3),
                        DeploymentScript.blueGreen(hour, 1)
                                .failingLambdaAt(TEST_TRAFFIC_SHIFT, FUNCTION, Duration.ofMinutes(1)))
                .forEach(rollout -> rollouts.deploy(rollout.build()));
    }

    /** The ids of hooks that wait for somebody, by the ARNs of their deployments. */
    Map<String, String> awaitingHooks() {
        Map<String, String> hooks = new TreeMap<>();
        for (TrueDeployment deployment : ecs.truth()) {
            for (TrueDeployment.Pause pause : deployment.pauses()) {
                if (pause.end().isEmpty()) {
                    hooks.put(deployment.arn(), pause.hookId());
                }
            }
        }
        return hooks;
    }

    private void deploy(DeploymentScript script) {
        web.deploy(script);
        ecs.clock().advance(Duration.ofMinutes(5).plusMillis(123));
    }

    private static DeploymentScript stuck(ServiceDeploymentStatus status, String reason) {
        return DeploymentScript.builder()
                .at(Duration.ofSeconds(9), IN_PROGRESS)
                .at(Duration.ofSeconds(90), status, reason)
                .build();
    }

    @Override
    public void close() {
        ecs.close();
    }
}
