package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When one subscriber was told of each deployment first: where nothing fails, within an interval. */
final class SeededPromptness {

    private final EcsSimulator ecs;
    private final Duration bound;
    private final Instant from;
    private final Map<String, Instant> toldAt = new HashMap<>();

    SeededPromptness(EcsSimulator ecs, Duration bound) {
        this.ecs = ecs;
        this.bound = bound;
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
        Instant last = ecs.clock().instant().minus(bound);
        List<String> late = ecs.truth().stream()
                .filter(each -> services.contains(new ServiceRef(each.cluster(), each.service())))
                .filter(each ->
                        !each.createdAt().isBefore(from) && each.createdAt().isBefore(last))
                .filter(each -> after(each).compareTo(bound) > 0)
                .map(each -> each.arn() + " of " + each.createdAt() + " was told after " + after(each))
                .toList();
        assertThat(late).as("told later than %s after they began", bound).isEmpty();
    }

    private Duration after(TrueDeployment deployment) {
        return Duration.between(
                deployment.createdAt(),
                toldAt.getOrDefault(deployment.arn(), ecs.clock().instant()));
    }
}
