package dev.deployflux.validator;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * What one deployment really did.
 *
 * @param service whose it is
 * @param arn its ARN
 * @param createdAt when it was created
 * @param listedFrom when ECS lists it first, not before {@code createdAt}
 * @param steps each status that it had, in order; {@code PENDING} since {@code createdAt} is put before them if they
 *     begin with another one
 * @param removedAt since when it isn't listed any more, because its service was deleted; {@code null} if it wasn't
 * @param rollout what it was at beside its status; {@link TrueRollout#NONE} if that isn't known, and then not judged
 */
public record TrueDeployment(
        ServiceRef service,
        String arn,
        Instant createdAt,
        Instant listedFrom,
        List<Step> steps,
        @Nullable Instant removedAt,
        TrueRollout rollout) {

    /** For how long ECS lists deployments. */
    static final Duration KEPT_BY_ECS = Duration.ofDays(90);

    /**
     * A status.
     *
     * @param status which one
     * @param since when the deployment took it
     */
    public record Step(ServiceDeploymentStatus status, Instant since) {}

    /**
     * Copies the steps.
     *
     * @throws IllegalArgumentException if the deployment is listed before it is created, or a step comes before the
     *     one before it or repeats a status
     */
    public TrueDeployment {
        if (listedFrom.isBefore(createdAt)) {
            throw new IllegalArgumentException(arn + " is listed from " + listedFrom + ", but created only at "
                    + createdAt + ": write that or later");
        }
        List<Step> all = new ArrayList<>(steps);
        if (all.isEmpty() || all.get(0).status() != ServiceDeploymentStatus.PENDING) {
            all.add(0, new Step(ServiceDeploymentStatus.PENDING, createdAt));
        }
        Set<ServiceDeploymentStatus> statuses = new HashSet<>();
        Instant since = createdAt;
        for (Step step : all) {
            if (!statuses.add(step.status()) || step.since().isBefore(since)) {
                throw new IllegalArgumentException(arn + " has the steps " + all
                        + ": write each status once, none before the one that it follows");
            }
            since = step.since();
        }
        steps = List.copyOf(all);
    }

    /**
     * A deployment of which only the statuses are known.
     *
     * @param service whose it is
     * @param arn its ARN
     * @param createdAt when it was created
     * @param listedFrom when ECS lists it first
     * @param steps each status that it had, in order
     * @param removedAt since when it isn't listed any more; {@code null} if it is
     */
    public TrueDeployment(
            ServiceRef service,
            String arn,
            Instant createdAt,
            Instant listedFrom,
            List<Step> steps,
            @Nullable Instant removedAt) {
        this(service, arn, createdAt, listedFrom, steps, removedAt, TrueRollout.NONE);
    }

    /** At which place of its steps the deployment had it; -1 if it never had. */
    int indexOf(@Nullable ServiceDeploymentStatus status) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).status() == status) {
                return i;
            }
        }
        return -1;
    }

    boolean had(ServiceDeploymentStatus status) {
        return indexOf(status) >= 0;
    }

    boolean wasRolledBack() {
        return steps.stream().anyMatch(step -> step.status().toString().startsWith("ROLLBACK_"));
    }

    /** Its terminal status; {@code null} if it has none yet. */
    @Nullable
    Step end() {
        return steps.stream()
                .filter(step -> isTerminal(step.status()))
                .findFirst()
                .orElse(null);
    }

    /** From when ECS lists it so: not before it lists it at all. */
    Instant listedAs(Step step) {
        return step.since().isBefore(listedFrom) ? listedFrom : step.since();
    }

    /** Whether ECS doesn't list it any more at that time. */
    boolean isGone(Instant by) {
        return (removedAt != null && !removedAt.isAfter(by))
                || !createdAt.plus(KEPT_BY_ECS).isAfter(by);
    }

    /** Whether it has come and gone: a feed may only count it. */
    boolean canBeMissed() {
        return removedAt != null || end() != null;
    }

    static boolean isTerminal(ServiceDeploymentStatus status) {
        return DeploymentOperators.isTerminal(
                ServiceDeploymentBrief.builder().status(status).build());
    }
}
