package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;

import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * Which status of a deployment comes after which: PENDING, then IN_PROGRESS, then either STOP_REQUESTED or
 * ROLLBACK_REQUESTED and ROLLBACK_IN_PROGRESS. What is over, {@code DeploymentOperators.isTerminal}, comes after all.
 *
 * <p>Whether a deployment can go from stopping to rolling back, or the other way, ECS doesn't document. If it can, an
 * answer that is out of date can't be told from one that is news. So neither counts as later than the other: the second
 * of them isn't reported, the end is.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html">what stopping
 *     does in which state, in the Amazon ECS Developer Guide</a>
 */
final class StatusOrder {

    private static final Map<ServiceDeploymentStatus, Set<ServiceDeploymentStatus>> EARLIER = Map.of(
            PENDING, Set.of(),
            IN_PROGRESS, Set.of(PENDING),
            STOP_REQUESTED, Set.of(PENDING, IN_PROGRESS),
            ROLLBACK_REQUESTED, Set.of(PENDING, IN_PROGRESS),
            ROLLBACK_IN_PROGRESS, Set.of(PENDING, IN_PROGRESS, ROLLBACK_REQUESTED));

    private StatusOrder() {}

    /**
     * Whether a status that isn't terminal can be news of a deployment that had all of these, none of which is
     * terminal. A status that this version of the SDK doesn't know is neither earlier nor later than another.
     */
    static boolean isLater(ServiceDeploymentStatus status, Set<ServiceDeploymentStatus> than) {
        Set<ServiceDeploymentStatus> earlier = EARLIER.get(status);
        return earlier == null
                || than.stream().allMatch(known -> earlier.contains(known) || !EARLIER.containsKey(known));
    }
}
