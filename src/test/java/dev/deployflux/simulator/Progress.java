package dev.deployflux.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * What only {@code DescribeServiceDeployments} tells of a deployment: what it is at. Null where nothing was said of it.
 *
 * @param target the tasks of the revision that it brings
 * @param source the tasks of the one that it replaces
 * @param testWeight how many percent of the test traffic go to the target
 * @param productionWeight how many percent of the production traffic do
 */
record Progress(
        @Nullable RolloutPlan plan,
        @Nullable String stage,
        @Nullable TaskCounts target,
        @Nullable TaskCounts source,
        @Nullable Double testWeight,
        @Nullable Double productionWeight,
        @Nullable CircuitBreaker breaker,
        @Nullable Alarms alarms,
        List<HookDetail> hooks) {

    static final Progress UNKNOWN = new Progress(null, null, null, null, null, null, null, null, List.of());

    static Progress of(@Nullable RolloutPlan plan) {
        return plan == null ? UNKNOWN : UNKNOWN.withPlan(plan);
    }

    private Progress withPlan(RolloutPlan of) {
        Double none = of.shiftsTraffic() ? 0.0 : null;
        return new Progress(
                of,
                null,
                TaskCounts.NONE,
                TaskCounts.steady(of.tasks()),
                none,
                none,
                of.breaker(),
                of.alarms(),
                List.of());
    }

    Progress at(String newStage) {
        return new Progress(plan, newStage, target, source, testWeight, productionWeight, breaker, alarms, hooks);
    }

    Progress with(TaskCounts newTarget, @Nullable TaskCounts newSource) {
        return new Progress(plan, stage, newTarget, newSource, testWeight, productionWeight, breaker, alarms, hooks);
    }

    Progress withTraffic(double test, double production) {
        return new Progress(plan, stage, target, source, test, production, breaker, alarms, hooks);
    }

    Progress with(CircuitBreaker counted) {
        return new Progress(plan, stage, target, source, testWeight, productionWeight, counted, alarms, hooks);
    }

    Progress with(Alarms heeded) {
        return new Progress(plan, stage, target, source, testWeight, productionWeight, breaker, heeded, hooks);
    }

    /** With a hook that begins at the current stage. */
    Progress plus(HookDetail hook) {
        List<HookDetail> more = new ArrayList<>(hooks);
        more.add(hook.at(stage));
        return with(more);
    }

    /** With the end of whichever hook is active. */
    Progress hookEnded(String status, Instant at, TrueDeployment.@Nullable PauseEnd how) {
        return with(hooks.stream()
                .map(hook -> hook.isActive() ? hook.ended(status, at, how) : hook)
                .toList());
    }

    boolean hasActiveHook() {
        return hooks.stream().anyMatch(HookDetail::isActive);
    }

    private Progress with(List<HookDetail> newHooks) {
        return new Progress(
                plan, stage, target, source, testWeight, productionWeight, breaker, alarms, List.copyOf(newHooks));
    }

    /** What a status makes of it. ECS doesn't say which stage a rollback is at: here it stays at the one that it left. */
    Progress movedTo(ServiceDeploymentStatus status) {
        Progress moved = tasks(status);
        return DeploymentState.isFinal(status) ? moved.monitored() : moved;
    }

    private Progress tasks(ServiceDeploymentStatus status) {
        if (target == null) {
            return this;
        }
        int desired = plan == null ? target.requested() : plan.tasks();
        return switch (status) {
            case SUCCESSFUL -> with(TaskCounts.steady(desired), TaskCounts.NONE).traffic(100);
            case ROLLBACK_IN_PROGRESS ->
                with(new TaskCounts(0, target.running(), 0), sourceOr(desired)).traffic(0);
            case ROLLBACK_SUCCESSFUL, ROLLBACK_FAILED ->
                with(TaskCounts.NONE, sourceOr(desired)).traffic(0);
            default -> this;
        };
    }

    private TaskCounts sourceOr(int desired) {
        return source == null || plan != null ? TaskCounts.steady(desired) : source;
    }

    private Progress traffic(double toTarget) {
        return testWeight == null || productionWeight == null ? this : withTraffic(toTarget, toTarget);
    }

    private Progress monitored() {
        if (breaker == null && alarms == null) {
            return this;
        }
        return new Progress(
                plan,
                stage,
                target,
                source,
                testWeight,
                productionWeight,
                breaker == null ? null : breaker.completed(),
                alarms == null ? null : alarms.completed(),
                hooks);
    }
}
