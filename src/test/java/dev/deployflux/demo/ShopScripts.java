package dev.deployflux.demo;

import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** How the shop's services are deployed. */
final class ShopScripts {

    /** The one that is rolled out blue/green, and asks before it shifts its traffic. */
    static final String ASKS = "checkout";

    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(30);
    private static final String BROKEN = "ECS deployment circuit breaker: tasks failed to start.";
    private static final int TASKS = 4;
    private static final int THRESHOLD = 3;

    private ShopScripts() {}

    static DeploymentScript successful(String service, Duration duration) {
        return service.equals(ASKS)
                ? DeploymentScript.blueGreen(duration, TASKS)
                        .pauseAt(
                                DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
                                ANSWER_WITHIN,
                                DeploymentLifecycleHookAction.ROLLBACK)
                        .build()
                : DeploymentScript.rolling(duration, TASKS).build();
    }

    /** After how much of its time a rollout that asks does so. */
    static Duration asksAfter(Duration duration) {
        return duration.dividedBy(2);
    }

    /** Its tasks fail one after another; the second half of its time goes back. */
    static DeploymentScript broken(Duration duration) {
        DeploymentScript.Builder script = DeploymentScript.builder()
                .at(duration.dividedBy(10), ServiceDeploymentStatus.IN_PROGRESS)
                .stage(duration.dividedBy(5), ServiceDeploymentLifecycleStage.SCALE_UP)
                .tasks(duration.dividedBy(5), TASKS, 1, TASKS - 1);
        for (int failures = 1; failures <= THRESHOLD; failures++) {
            script.circuitBreaker(duration.multipliedBy(2 + failures).dividedBy(10), failures, THRESHOLD);
        }
        return script.at(duration.dividedBy(2), ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS, BROKEN)
                .stage(duration.dividedBy(2), ServiceDeploymentLifecycleStage.CLEAN_UP)
                .tasks(duration.dividedBy(2), 0, 0, 0)
                .at(duration, ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL, BROKEN)
                .build();
    }
}
