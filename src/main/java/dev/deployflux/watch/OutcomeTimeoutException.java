package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * A deployment wasn't over in time, or hadn't come to what else was awaited. It may still succeed: what is known of it is
 * here, and in the message.
 *
 * <p>The cause is the error of the last look at it, if that failed.
 */
public final class OutcomeTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The ARN of the deployment. */
    private final String serviceDeploymentArn;

    /** How long the wait lasted. */
    private final Duration waited;

    /** The deployment as it was described last. */
    private final @Nullable ServiceDeployment lastState;

    /** When it took that status, by the timestamps of {@code lastState}. */
    private final @Nullable Instant lastStatusSince;

    /** When it was seen first with that status. */
    private final @Nullable Instant lastStatusSeenSince;

    /** Since when ECS didn't know it. */
    private final @Nullable Instant unknownSince;

    /** The ARN of the newer deployment. */
    private final @Nullable String supersededBy;

    OutcomeTimeoutException(
            AwaitedDeployment.Key<?> awaited,
            Duration waited,
            LastKnownState known,
            @Nullable String supersededBy,
            WatchOptions options) {
        this(
                awaited,
                waited,
                known,
                known.deployment() == null ? null : options.instantOf(known.seenSince()),
                known.missingSince() == null ? null : options.instantOf(known.missingSince()),
                supersededBy);
    }

    private OutcomeTimeoutException(
            AwaitedDeployment.Key<?> awaited,
            Duration waited,
            LastKnownState known,
            @Nullable Instant lastStatusSeenSince,
            @Nullable Instant unknownSince,
            @Nullable String supersededBy) {
        super(message(awaited, waited, known, lastStatusSeenSince, unknownSince, supersededBy), known.error());
        this.serviceDeploymentArn = awaited.arn();
        this.waited = waited;
        this.lastState = known.deployment();
        this.lastStatusSince = lastState == null ? null : since(lastState);
        this.lastStatusSeenSince = lastStatusSeenSince;
        this.unknownSince = unknownSince;
        this.supersededBy = supersededBy;
    }

    /**
     * The deployment that was awaited.
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
     * Since when the deployment has had the status of {@link #lastState()}, as its own timestamps tell:
     * {@code createdAt} of one that is {@code PENDING}, {@code startedAt} of one that is {@code IN_PROGRESS}, the
     * {@code startedAt} of the rollback of one that is {@code ROLLBACK_IN_PROGRESS}.
     *
     * @return ECS's time; {@code null} if it gives none for that status, or the deployment was never seen
     */
    public @Nullable Instant lastStatusSince() {
        return lastStatusSince;
    }

    /**
     * When this wait, or one that it shares its looks with, first saw the deployment in the status of
     * {@link #lastState()}: one {@link DeploymentWatcherBuilder#interval(Duration) interval} or more after it came into
     * it, and whenever the wait began if it was in it already.
     *
     * @return a time of the watcher's clock, counted back from when the time was up; {@code null} if it never was seen
     */
    public @Nullable Instant lastStatusSeenSince() {
        return lastStatusSeenSince;
    }

    /**
     * Since when ECS has answered that it doesn't know the deployment. If it never was {@linkplain #lastState() seen},
     * the client may be of another region or account, or the ARN mistyped.
     *
     * @return a time of the watcher's clock, counted back from when the time was up; {@code null} if ECS knew it when it
     *     last answered, or never answered
     */
    public @Nullable Instant unknownSince() {
        return unknownSince;
    }

    /**
     * The first deployment of the same service that is newer.
     *
     * @return its ARN; {@code null} if there is none, and also if that couldn't be found out
     */
    public @Nullable String supersededBy() {
        return supersededBy;
    }

    private static @Nullable Instant since(ServiceDeployment deployment) {
        if (deployment.status() == null) {
            return null;
        }
        return switch (deployment.status()) {
            case PENDING -> deployment.createdAt();
            case IN_PROGRESS -> deployment.startedAt();
            case ROLLBACK_IN_PROGRESS ->
                deployment.rollback() == null ? null : deployment.rollback().startedAt();
            default -> null;
        };
    }

    private static String message(
            AwaitedDeployment.Key<?> awaited,
            Duration waited,
            LastKnownState known,
            @Nullable Instant seenSince,
            @Nullable Instant unknownSince,
            @Nullable String supersededBy) {
        StringBuilder message = new StringBuilder(awaited.arn())
                .append(' ')
                .append(awaited.goal().unreached())
                .append(" after ")
                .append(MessageText.of(waited));
        ServiceDeployment state = known.deployment();
        if (state != null) {
            append(message, state, seenSince);
        } else if (unknownSince == null) {
            message.append(", and was never seen: no call that asks for it was answered");
        }
        if (unknownSince != null) {
            message.append(state == null ? ": ECS doesn't know it" : "; ECS doesn't know it any more")
                    .append(", asked since ")
                    .append(unknownSince);
        }
        if (supersededBy != null) {
            message.append("; superseded: the service has a newer deployment, ").append(supersededBy);
        }
        if (known.error() != null) {
            message.append("; the last ")
                    .append(known.failures() == 1 ? "look" : known.failures() + " looks")
                    .append(" failed with ")
                    .append(known.error());
        }
        return message.toString();
    }

    private static void append(StringBuilder message, ServiceDeployment state, @Nullable Instant seenSince) {
        message.append(": ").append(state.statusAsString());
        Instant since = since(state);
        if (since != null) {
            message.append(" since ").append(since).append(',');
        }
        message.append(" seen since ").append(seenSince);
        if (state.statusReason() != null) {
            message.append(" (").append(state.statusReason()).append(')');
        }
        message.append(", created ").append(state.createdAt());
        if (state.updatedAt() != null) {
            message.append(", last updated ").append(state.updatedAt());
        }
    }
}
