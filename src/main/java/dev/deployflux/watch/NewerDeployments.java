package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Finds out whether a deployment was superseded, by a ListServiceDeployments call: one for 100 newer deployments. */
final class NewerDeployments {

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final CallSlots slots;

    NewerDeployments(ServiceDeployments deployments, WatchOptions options, CallSlots slots) {
        this.deployments = deployments;
        this.options = options;
        this.slots = slots;
    }

    /**
     * The ARN of the first deployment of the service that was created later than this one, and no later than
     * {@code until}, if that is given. Empty if there is none, or if it can't be found out within a call's time, waiting
     * for a slot included.
     */
    Mono<Optional<String>> than(ServiceDeployment deployment, @Nullable Instant until) {
        return slots.inTurn(Mono.defer(() -> list(deployment, until)))
                .timeout(options.callTimeout, options.scheduler())
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .map(Optional::of)
                .onErrorReturn(Optional.empty())
                .defaultIfEmpty(Optional.empty());
    }

    private Mono<ServiceDeploymentBrief> list(ServiceDeployment deployment, @Nullable Instant until) {
        Instant created = deployment.createdAt();
        if (created == null) {
            return Mono.empty();
        }
        ServiceRef service = new ServiceRef(deployment.clusterArn(), deployment.serviceArn());
        // ECS doesn't document whether the edges of its window are inclusive.
        CreatedAt window = CreatedAt.builder()
                .after(created)
                .before(until == null ? null : until.plusMillis(1))
                .build();
        return deployments
                .list(r ->
                        r.cluster(service.cluster()).service(service.service()).createdAt(window))
                .filter(row -> row.serviceDeploymentArn() != null && row.createdAt() != null)
                .filter(row -> row.createdAt().isAfter(created))
                .filter(row -> until == null || !row.createdAt().isAfter(until))
                .reduce((a, b) -> b.createdAt().isBefore(a.createdAt()) ? b : a);
    }
}
