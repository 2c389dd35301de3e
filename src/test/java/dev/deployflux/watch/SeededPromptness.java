package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * When one subscriber was told of each deployment first: where nothing fails, within an interval from when it showed, which is
 * at once. Save one thing: what was rolled back leaves the service's deployments as they were, so that where there are no events
 * either, looks after its end show it by what is current alone, and that lags.
 */
final class SeededPromptness {

    private final EcsSimulator ecs;
    private final Duration bound;
    private final Duration hidden;
    private final Instant from;
    private final Map<String, Instant> toldAt = new HashMap<>();

    /** {@code hidden} is how late looks show what has left no more behind than that it is current. */
    SeededPromptness(EcsSimulator ecs, Duration bound, Duration hidden) {
        this.ecs = ecs;
        this.bound = bound;
        this.hidden = hidden;
        this.from = ecs.clock().instant();
    }

    void heard(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.OfDeployment news) {
            toldAt.putIfAbsent(
                    news.deployment().serviceDeploymentArn(), ecs.clock().instant());
        }
    }

    /** Those of services that were never deleted have been told in time. */
    void check(Collection<ServiceRef> services) {
        Instant now = ecs.clock().instant();
        List<String> late = ecs.truth().stream()
                .filter(each -> services.contains(new ServiceRef(each.cluster(), each.service())))
                .filter(each ->
                        !each.createdAt().isBefore(from) && each.createdAt().isBefore(now.minus(bound(each))))
                .filter(each -> after(each).compareTo(bound(each)) > 0)
                .map(each -> each.arn() + " of " + each.createdAt() + " was told after " + after(each))
                .toList();
        assertThat(late).as("told later than %s after they began", bound).isEmpty();
    }

    private Duration bound(TrueDeployment deployment) {
        Instant shown = deployment.createdAt().plus(hidden);
        return isRolledBack(deployment.status()) && end(deployment).isBefore(shown) ? bound.plus(hidden) : bound;
    }

    private static boolean isRolledBack(ServiceDeploymentStatus status) {
        return status == ROLLBACK_SUCCESSFUL || status == ROLLBACK_FAILED;
    }

    private static Instant end(TrueDeployment deployment) {
        return deployment.steps().get(deployment.steps().size() - 1).since();
    }

    private Duration after(TrueDeployment deployment) {
        return Duration.between(
                deployment.createdAt(),
                toldAt.getOrDefault(deployment.arn(), ecs.clock().instant()));
    }
}
