package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The deployments of a service that may have superseded one.
 *
 * @param than that one
 * @param until when it ended; {@code null} if it hasn't, or ECS doesn't tell
 * @param wantedSince from when they have the time of a call to be listed, in the scheduler's nanoseconds
 */
record NewerDeployments(ServiceDeployment than, @Nullable Instant until, long wantedSince) {

    static NewerDeployments beforeTheEndOf(ServiceDeployment stopped, long wantedSince) {
        Instant end = stopped.finishedAt() != null ? stopped.finishedAt() : stopped.stoppedAt();
        return new NewerDeployments(stopped, end, wantedSince);
    }

    /** The ARN of the first that was created later, and no later than {@code until}: a call for 100 newer ones. */
    Mono<String> first(ServiceDeployments deployments) {
        Instant created = than.createdAt();
        if (created == null) {
            return Mono.empty();
        }
        ServiceRef service = new ServiceRef(than.clusterArn(), than.serviceArn());
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
                .reduce((a, b) -> b.createdAt().isBefore(a.createdAt()) ? b : a)
                .map(ServiceDeploymentBrief::serviceDeploymentArn);
    }
}
