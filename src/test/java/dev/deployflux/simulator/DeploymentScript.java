package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * The life of a deployment from its creation on: which status it takes after how long on the simulator's clock.
 *
 * <p>The ready-made scripts are PENDING from creation and IN_PROGRESS after a tenth of their duration; those that turn
 * back do so at half of it. {@link #builder()} makes any other. Immutable: one script serves many deployments.
 */
public final class DeploymentScript {

    private final List<DeploymentStep> steps;

    private DeploymentScript(List<DeploymentStep> steps) {
        this.steps = List.copyOf(steps);
    }

    /** PENDING, IN_PROGRESS, and SUCCESSFUL after {@code duration}. */
    public static DeploymentScript successful(Duration duration) {
        return started(duration).at(duration, SUCCESSFUL).build();
    }

    /** Like a deployment whose circuit breaker trips: ROLLBACK_IN_PROGRESS at half, ROLLBACK_SUCCESSFUL at the end. */
    public static DeploymentScript rollback(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), ROLLBACK_IN_PROGRESS, reason)
                .at(duration, ROLLBACK_SUCCESSFUL, reason)
                .build();
    }

    /** Like {@link #rollback(Duration, String)}, but ROLLBACK_FAILED at the end. */
    public static DeploymentScript rollbackFailed(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), ROLLBACK_IN_PROGRESS, reason)
                .at(duration, ROLLBACK_FAILED, reason)
                .build();
    }

    /** Like a deployment that somebody stops: STOP_REQUESTED at half, STOPPED at the end. */
    public static DeploymentScript stopped(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), STOP_REQUESTED, reason)
                .at(duration, STOPPED, reason)
                .build();
    }

    /** PENDING, then IN_PROGRESS after {@code duration}, and so for ever, unless it is stopped. */
    public static DeploymentScript endless(Duration duration) {
        return builder().at(duration, IN_PROGRESS).build();
    }

    /** A script of your own. It begins as PENDING unless a step at zero says otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    List<DeploymentStep> steps() {
        return steps;
    }

    private static Builder started(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(20)) < 0) {
            throw new IllegalArgumentException(
                    "A deployment takes time: give a duration such as Duration.ofSeconds(90), not %s"
                            .formatted(duration));
        }
        return builder().at(duration.dividedBy(10), IN_PROGRESS);
    }

    /** Collects the steps of a script, the earliest first. Not safe for use by many threads. */
    public static final class Builder {

        private final List<DeploymentStep> steps = new ArrayList<>();

        private Builder() {}

        /** As {@link #at(Duration, ServiceDeploymentStatus, String)}, without a reason. */
        public Builder at(Duration sinceCreation, ServiceDeploymentStatus status) {
            return at(sinceCreation, status, null);
        }

        /**
         * Adds a step.
         *
         * @param sinceCreation later than the step before; zero for the first only
         * @param status nothing follows SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED
         * @param statusReason what {@code statusReason} then reads, or null for none
         */
        public Builder at(Duration sinceCreation, ServiceDeploymentStatus status, @Nullable String statusReason) {
            requireKnown(status);
            if (steps.isEmpty()) {
                if (sinceCreation.isNegative()) {
                    throw new IllegalArgumentException(
                            "The first step is at zero or later, not at %s".formatted(sinceCreation));
                }
            } else {
                requireFollowing(steps.get(steps.size() - 1), sinceCreation, status);
            }
            steps.add(new DeploymentStep(sinceCreation, status, statusReason));
            return this;
        }

        /** The script; this builder can go on. */
        public DeploymentScript build() {
            return new DeploymentScript(steps);
        }

        private static void requireFollowing(
                DeploymentStep last, Duration sinceCreation, ServiceDeploymentStatus status) {
            if (sinceCreation.compareTo(last.after()) <= 0) {
                throw new IllegalArgumentException("%s at %s must come later than %s at %s: add the earliest first"
                        .formatted(status, sinceCreation, last.status(), last.after()));
            }
            if (DeploymentState.isFinal(last.status())) {
                throw new IllegalArgumentException(
                        "Nothing follows %s, which is final: leave out %s".formatted(last.status(), status));
            }
        }

        private static void requireKnown(ServiceDeploymentStatus status) {
            if (status == UNKNOWN_TO_SDK_VERSION) {
                throw new IllegalArgumentException(
                        "A script has known statuses, such as %s; for any other text inject Fault.unknownStatus"
                                .formatted(PENDING));
            }
        }
    }
}
