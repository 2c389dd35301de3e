package dev.deployflux.simulator;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What ECS would tell of a deployment at one instant, apart from what never changes. */
record DeploymentState(
        ServiceDeploymentStatus status,
        @Nullable String statusReason,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant stoppedAt,
        @Nullable Instant updatedAt,
        @Nullable String rollbackReason,
        @Nullable Instant rollbackStartedAt,
        Progress progress) {

    private static final Set<ServiceDeploymentStatus> FINAL = EnumSet.of(
            ServiceDeploymentStatus.SUCCESSFUL,
            ServiceDeploymentStatus.STOPPED,
            ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL,
            ServiceDeploymentStatus.ROLLBACK_FAILED);

    static DeploymentState created(Instant at, Progress progress) {
        return new DeploymentState(ServiceDeploymentStatus.PENDING, null, null, null, null, at, null, null, progress);
    }

    static boolean isFinal(ServiceDeploymentStatus status) {
        return FINAL.contains(status);
    }

    /** The state from {@code at} on; a timestamp is set when the status it belongs to is reached first. */
    DeploymentState moveTo(ServiceDeploymentStatus next, @Nullable String reason, Instant at) {
        boolean rollsBack = next == ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS && rollbackStartedAt == null;
        return new DeploymentState(
                next,
                reason,
                startedAt == null && next == ServiceDeploymentStatus.IN_PROGRESS ? at : startedAt,
                isFinal(next) ? at : finishedAt,
                next == ServiceDeploymentStatus.STOPPED ? at : stoppedAt,
                at,
                rollsBack ? reason : rollbackReason,
                rollsBack ? at : rollbackStartedAt,
                progress.movedTo(next));
    }

    DeploymentState with(Progress next, Instant at) {
        return new DeploymentState(
                status, statusReason, startedAt, finishedAt, stoppedAt, at, rollbackReason, rollbackStartedAt, next);
    }

    /** The tasks of the revision that it brings. */
    TaskCounts target() {
        return progress.target() == null ? TaskCounts.ofTarget(status) : progress.target();
    }

    /** The tasks of the one that it replaces. */
    TaskCounts source() {
        return progress.source() == null ? target().counterpart() : progress.source();
    }
}
