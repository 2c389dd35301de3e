package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * What truly became of a deployment, whatever answers said of it: {@link EcsSimulator#truth()} tells it.
 *
 * @param cluster the name of its cluster
 * @param service the name of its service
 * @param arn its ARN
 * @param createdAt its {@code createdAt}, to the nanosecond; the SDK reads only the milliseconds
 * @param listedFrom from when on answers know it, {@code createdAt} or later; after {@code serviceDeletedAt} if none ever
 *     did
 * @param steps the statuses it has had, the first since {@code createdAt}, none twice in a row; what was to come after the
 *     clock's now, or after its service was deleted, isn't among them
 * @param serviceDeletedAt when its service was deleted, from when on no answer knows it; empty while there is the service
 */
public record TrueDeployment(
        String cluster,
        String service,
        String arn,
        Instant createdAt,
        Instant listedFrom,
        List<Step> steps,
        Optional<Instant> serviceDeletedAt) {

    /** Copies the steps. */
    public TrueDeployment {
        steps = List.copyOf(steps);
    }

    /**
     * A status that a deployment took.
     *
     * @param status it had from then on
     * @param since the clock's time; two steps may share one, if the deployment was stopped at the instant of a step
     */
    public record Step(ServiceDeploymentStatus status, Instant since) {}

    /** The status it has had last. */
    public ServiceDeploymentStatus status() {
        return steps.get(steps.size() - 1).status();
    }
}
