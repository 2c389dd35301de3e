package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * A deployment wasn't over in time. It may still succeed: what is known of it is here, and in the message.
 *
 * <p>The cause is the error of the last look at it, if that failed.
 */
public final class OutcomeTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Of the deployment. */
    private final String serviceDeploymentArn;

    /** Until the error. */
    private final Duration waited;

    /** As it was described last. */
    private final @Nullable ServiceDeployment lastState;

    /** When it was seen first with that status. */
    private final @Nullable Instant lastStatusSince;

    /** The ARN of the newer deployment. */
    private final @Nullable String supersededBy;

    OutcomeTimeoutException(String serviceDeploymentArn, Duration waited, Sight sight, @Nullable String supersededBy) {
        super(message(serviceDeploymentArn, waited, sight, supersededBy), sight.error());
        this.serviceDeploymentArn = serviceDeploymentArn;
        this.waited = waited;
        this.lastState = sight.deployment();
        this.lastStatusSince = sight.since();
        this.supersededBy = supersededBy;
    }

    /**
     * Whose outcome was awaited.
     *
     * @return the ARN
     */
    public String serviceDeploymentArn() {
        return serviceDeploymentArn;
    }

    /**
     * How long it was awaited.
     *
     * @return the timeout
     */
    public Duration waited() {
        return waited;
    }

    /**
     * The deployment when it was last seen.
     *
     * @return the SDK's own, as it was described; {@code null} if it never was
     */
    public @Nullable ServiceDeployment lastState() {
        return lastState;
    }

    /**
     * Since when the deployment is known to have the status of {@link #lastState()}. ECS gives no such time: this is
     * when it was first seen so.
     *
     * @return as this machine's clock said then; {@code null} if it never was seen
     */
    public @Nullable Instant lastStatusSince() {
        return lastStatusSince;
    }

    /**
     * The first deployment of the same service that is newer.
     *
     * @return its ARN; {@code null} if there is none, and also if that couldn't be found out
     */
    public @Nullable String supersededBy() {
        return supersededBy;
    }

    private static String message(String arn, Duration waited, Sight sight, @Nullable String supersededBy) {
        StringBuilder message =
                new StringBuilder(arn).append(" was not over after ").append(Words.of(waited));
        ServiceDeployment state = sight.deployment();
        if (state != null) {
            message.append(": ")
                    .append(state.statusAsString())
                    .append(" since ")
                    .append(sight.since());
            if (state.statusReason() != null) {
                message.append(" (").append(state.statusReason()).append(')');
            }
            message.append(", created ").append(state.createdAt());
        } else if (!sight.missing()) {
            message.append(", and was never seen: no call that asks for it succeeded");
        }
        if (sight.missing()) {
            message.append("; when it was last asked for, ECS did not know it");
        }
        if (supersededBy != null) {
            message.append("; superseded: the service has a newer deployment, ").append(supersededBy);
        }
        if (sight.error() != null) {
            message.append("; the last ")
                    .append(sight.failures() == 1 ? "look" : sight.failures() + " looks")
                    .append(" failed with ")
                    .append(sight.error());
        }
        return message.toString();
    }
}
