package dev.deployflux.watch;

import java.util.List;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** What a described deployment waits for. */
final class AwaitedActions {

    private AwaitedActions() {}

    /** Empty if it waits for nobody, or is over. */
    static List<AwaitedAction> of(ServiceDeployment deployment) {
        return DescribedOutcome.of(deployment) != null
                ? List.of()
                : deployment.lifecycleHookDetails().stream()
                        .filter(hook -> hook != null && hook.hookId() != null)
                        .filter(hook -> hook.status() == DeploymentLifecycleHookStatus.AWAITING_ACTION)
                        .map(hook -> of(deployment, hook))
                        .toList();
    }

    private static AwaitedAction of(ServiceDeployment deployment, DeploymentLifecycleHookDetail hook) {
        return new AwaitedAction(
                deployment.serviceDeploymentArn(),
                hook.hookId(),
                deployment.lifecycleStageAsString(),
                deployment.updatedAt(),
                hook.expiresAt(),
                hook.timeoutAction());
    }
}
