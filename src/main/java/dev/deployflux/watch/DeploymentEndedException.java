package dev.deployflux.watch;

import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** A deployment is over, and hasn't come to what was awaited of it. */
public final class DeploymentEndedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** How it ended; {@code null} in a copy that was serialized. */
    private final transient DeploymentOutcome outcome;

    DeploymentEndedException(DeploymentOutcome outcome, Goal<?> awaited) {
        super(message(outcome.deployment(), awaited));
        this.outcome = outcome;
    }

    private static String message(ServiceDeployment deployment, Goal<?> awaited) {
        String reason =
                deployment.rollback() == null ? null : deployment.rollback().reason();
        String why = reason != null ? reason : deployment.statusReason();
        return deployment.serviceDeploymentArn() + " ended " + deployment.statusAsString()
                + (why == null ? "" : " (" + why + ")") + ", and " + awaited.unreached() + " before";
    }

    /**
     * How it ended.
     *
     * @return the outcome, in which {@link DeploymentOutcome.Stopped#supersededBy()} is left open; {@code null} in a copy that
     *     was serialized, as ECS's own objects aren't serializable
     */
    public DeploymentOutcome outcome() {
        return outcome;
    }
}
