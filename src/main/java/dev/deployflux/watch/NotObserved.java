package dev.deployflux.watch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * A status that a deployment passed through between two looks at it. Only what is certain is told: {@code PENDING}, in
 * which every deployment begins; {@code IN_PROGRESS}, if the deployment has been started; {@code ROLLBACK_IN_PROGRESS},
 * if a rollback has ended.
 *
 * @param status the status that nobody saw
 * @param at since when the deployment had it, as its timestamps tell: {@code createdAt} for {@code PENDING},
 *     {@code startedAt} for {@code IN_PROGRESS}; {@code null} for {@code ROLLBACK_IN_PROGRESS}, of which a listed
 *     deployment tells no time
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html">the states of a
 *     service deployment in the Amazon ECS Developer Guide</a>
 */
public record NotObserved(
        ServiceDeploymentStatus status, @Nullable Instant at) {}
