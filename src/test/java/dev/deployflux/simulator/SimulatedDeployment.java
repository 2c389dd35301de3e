package dev.deployflux.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * A deployment for {@link SimulatedService#add}, with exactly the members that a test gives it. It keeps its state
 * whatever the clock says, until somebody stops it.
 */
public final class SimulatedDeployment {

    private final Builder values;

    private SimulatedDeployment(Builder values) {
        this.values = values;
    }

    /** A builder; only {@code createdAt} is required. */
    public static Builder builder() {
        return new Builder();
    }

    /** When it was created. Kept to the nanosecond; the SDK reads only the milliseconds. */
    public Instant createdAt() {
        return values.requireCreatedAt();
    }

    /** Its status. */
    public ServiceDeploymentStatus status() {
        return values.status;
    }

    @Nullable
    String id() {
        return values.id;
    }

    @Nullable
    String targetServiceRevisionArn() {
        return values.targetServiceRevisionArn;
    }

    DeploymentState state() {
        return new DeploymentState(
                values.status,
                values.statusReason,
                values.startedAt,
                values.finishedAt,
                values.stoppedAt,
                values.updatedAt,
                values.rollbackReason,
                values.rollbackStartedAt,
                values.progress);
    }

    /** Collects the members of a deployment. What isn't set is absent from answers. Not for use by many threads. */
    public static final class Builder {

        private @Nullable String id;
        private @Nullable Instant createdAt;
        private ServiceDeploymentStatus status = ServiceDeploymentStatus.SUCCESSFUL;
        private @Nullable String statusReason;
        private @Nullable Instant startedAt;
        private @Nullable Instant finishedAt;
        private @Nullable Instant stoppedAt;
        private @Nullable Instant updatedAt;
        private @Nullable String targetServiceRevisionArn;
        private @Nullable String rollbackReason;
        private @Nullable Instant rollbackStartedAt;
        private Progress progress = Progress.UNKNOWN;

        private Builder() {}

        private Builder(Builder other) {
            id = other.id;
            createdAt = other.createdAt;
            status = other.status;
            statusReason = other.statusReason;
            startedAt = other.startedAt;
            finishedAt = other.finishedAt;
            stoppedAt = other.stoppedAt;
            updatedAt = other.updatedAt;
            targetServiceRevisionArn = other.targetServiceRevisionArn;
            rollbackReason = other.rollbackReason;
            rollbackStartedAt = other.rollbackStartedAt;
            progress = other.progress;
        }

        /** The last part of its ARN, one to 64 letters, digits, {@code -} or {@code _}; by default one is made up. */
        public Builder id(String id) {
            if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException(
                        "An id is the last part of the ARN: 1 to 64 letters, digits, '-' or '_'; not '%s'"
                                .formatted(id));
            }
            this.id = id;
            return this;
        }

        /** Required, and no later than the simulator's clock when it is added. */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** By default SUCCESSFUL. */
        public Builder status(ServiceDeploymentStatus status) {
            if (status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
                throw new IllegalArgumentException(
                        "A deployment has a known status, such as SUCCESSFUL; for any other text inject"
                                + " Fault.unknownStatus");
            }
            this.status = status;
            return this;
        }

        /** Why it has its status. */
        public Builder statusReason(String statusReason) {
            this.statusReason = statusReason;
            return this;
        }

        /** When its first task started. */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /** When it reached its final status. */
        public Builder finishedAt(Instant finishedAt) {
            this.finishedAt = finishedAt;
            return this;
        }

        /** When it stopped; only {@code DescribeServiceDeployments} tells it. */
        public Builder stoppedAt(Instant stoppedAt) {
            this.stoppedAt = stoppedAt;
            return this;
        }

        /** When it last changed; only {@code DescribeServiceDeployments} tells it. */
        public Builder updatedAt(Instant updatedAt) {
            this.updatedAt = updatedAt;
            return this;
        }

        /** Its stage, such as {@code BAKE_TIME}; only {@code DescribeServiceDeployments} tells it. */
        public Builder lifecycleStage(String lifecycleStage) {
            progress = progress.at(lifecycleStage);
            return this;
        }

        /** The tasks of the revision that it brings; by default what its status suggests of two. */
        public Builder tasks(int requested, int running, int pending) {
            progress = progress.with(new TaskCounts(requested, running, pending), null);
            return this;
        }

        /**
         * A PAUSE hook at its stage, which waits for {@code ContinueServiceDeployment}. As all of it, it keeps its state
         * when it expires.
         *
         * @param expiresAt null for a hook that never expires
         */
        public Builder pause(
                String hookId,
                Instant since,
                @Nullable Instant expiresAt,
                DeploymentLifecycleHookAction timeoutAction) {
            progress = progress.plus(HookDetail.pause(hookId, since, expiresAt, timeoutAction));
            return this;
        }

        /** The revision it brings; by default one is made up. */
        public Builder targetServiceRevisionArn(String targetServiceRevisionArn) {
            this.targetServiceRevisionArn = targetServiceRevisionArn;
            return this;
        }

        /** Its {@code rollback} member, which only {@code DescribeServiceDeployments} tells. */
        public Builder rollback(Instant startedAt, String reason) {
            this.rollbackStartedAt = startedAt;
            this.rollbackReason = reason;
            return this;
        }

        /** The deployment; this builder can go on and build another. */
        public SimulatedDeployment build() {
            Builder copy = new Builder(this);
            copy.requireCreatedAt();
            return new SimulatedDeployment(copy);
        }

        private Instant requireCreatedAt() {
            if (createdAt == null) {
                throw new IllegalArgumentException(
                        "Say when it was created: createdAt(ecs.clock().instant()), for example");
            }
            return createdAt;
        }
    }
}
