package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;

/** Writes the steps of a rollout, from stage to stage, until it succeeds or something turns it back. */
final class RolloutSteps {

    private static final String BEFORE_SHIFT = "PRE_PRODUCTION_TRAFFIC_SHIFT";
    private static final String SHIFT = "PRODUCTION_TRAFFIC_SHIFT";
    private static final int SHIFT_PERCENT = 20;

    /** So many times at most do the counts change: a description costs what led to it. */
    private static final int MOST_INCREMENTS = 20;

    private static final String HOOK_FAILED = "Service deployment rolled back because a lifecycle hook failed.";
    private static final String ALARM = "Service deployment rolled back because of the alarm %s.";

    private final List<DeploymentStep> steps = new ArrayList<>();
    private final RolloutPlan plan;
    private final Duration duration;
    private final Duration bakeTime;
    private final int failures;
    private final @Nullable String alarmStage;
    private final @Nullable String alarm;
    private Duration now = Duration.ZERO;
    private boolean turned;

    RolloutSteps(
            RolloutPlan plan,
            Duration duration,
            Duration bakeTime,
            int failures,
            @Nullable String alarmStage,
            @Nullable String alarm) {
        this.plan = plan;
        this.duration = duration;
        this.bakeTime = bakeTime;
        this.failures = failures;
        this.alarmStage = alarmStage;
        this.alarm = alarm;
    }

    /** The stages that a rollout comes to; which of them rolling updates have isn't documented. */
    static List<String> stages(DeploymentStrategy strategy) {
        return strategy == DeploymentStrategy.ROLLING
                ? List.of("RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "BAKE_TIME", "CLEAN_UP")
                : List.of(
                        "RECONCILE_SERVICE",
                        "PRE_SCALE_UP",
                        "SCALE_UP",
                        "POST_SCALE_UP",
                        "TEST_TRAFFIC_SHIFT",
                        "POST_TEST_TRAFFIC_SHIFT",
                        BEFORE_SHIFT,
                        SHIFT,
                        "POST_PRODUCTION_TRAFFIC_SHIFT",
                        "BAKE_TIME",
                        "CLEAN_UP");
    }

    static Duration shiftTime(Duration duration, int shifts) {
        return duration.multipliedBy(SHIFT_PERCENT).dividedBy(100L * shifts);
    }

    List<DeploymentStep> steps() {
        boolean rolling = !plan.shiftsTraffic();
        now = percent(10);
        steps.add(DeploymentStep.to(now, IN_PROGRESS, null));
        stage("RECONCILE_SERVICE", percent(5));
        stage("PRE_SCALE_UP", percent(5));
        scaleUp(percent(rolling ? 55 : 20));
        stage("POST_SCALE_UP", percent(5));
        if (!rolling) {
            stage("TEST_TRAFFIC_SHIFT", percent(5), half(progress -> progress.withTraffic(100, 0)));
            stage("POST_TEST_TRAFFIC_SHIFT", percent(5));
            for (double share : plan.shifts()) {
                shift(share);
            }
            stage("POST_PRODUCTION_TRAFFIC_SHIFT", percent(5));
        }
        if (!bakeTime.isZero()) {
            stage("BAKE_TIME", bakeTime);
        }
        TaskCounts target = TaskCounts.steady(plan.tasks());
        stage("CLEAN_UP", percent(5), half(progress -> progress.with(target, TaskCounts.NONE)));
        if (!turned) {
            steps.add(DeploymentStep.to(now, SUCCESSFUL, null));
        }
        return steps;
    }

    /** Within the length of a stage. */
    private record Within(int part, int parts, UnaryOperator<Progress> change) {}

    private static Within half(UnaryOperator<Progress> change) {
        return new Within(1, 2, change);
    }

    private void scaleUp(Duration length) {
        boolean breaks =
                plan.breaker().threshold() > 0 && failures >= plan.breaker().threshold();
        List<Within> changes = new ArrayList<>();
        changes.add(new Within(0, 1, progress -> counts(progress, 0)));
        int increments = Math.min(plan.tasks(), MOST_INCREMENTS);
        for (int i = 1; i <= increments && !breaks; i++) {
            int running = plan.tasks() * i / increments;
            changes.add(new Within(i, increments + 1, progress -> counts(progress, running)));
        }
        int counted = breaks ? plan.breaker().threshold() : failures;
        for (int i = 1; i <= counted; i++) {
            CircuitBreaker breaker = plan.breaker().threshold() == 0
                    ? null
                    : CircuitBreaker.counting(i, plan.breaker().threshold());
            if (breaker != null) {
                changes.add(new Within(i, counted + 1, progress -> progress.with(breaker)));
            }
        }
        stage("SCALE_UP", breaks ? length.multipliedBy(counted).dividedBy(counted + 1) : length, length, changes);
        if (breaks && !turned) {
            turn(DeploymentHistory.BREAKER);
        }
    }

    private Progress counts(Progress progress, int running) {
        int tasks = plan.tasks();
        return progress.with(
                new TaskCounts(tasks, running, tasks - running),
                TaskCounts.steady(plan.shiftsTraffic() ? tasks : tasks - running));
    }

    private void shift(double share) {
        if (plan.hooks().stream().anyMatch(hook -> hook.stage().equals(BEFORE_SHIFT))) {
            stage(BEFORE_SHIFT, Duration.ZERO);
        }
        stage(SHIFT, shiftTime(duration, plan.shifts().size()), half(progress -> progress.withTraffic(100, share)));
    }

    private void stage(String name, Duration length, Within... changes) {
        stage(name, length, length, List.of(changes));
    }

    /** Enters the stage, runs its hooks, and lets its length pass; changes come at a part of {@code whole}. */
    private void stage(String name, Duration length, Duration whole, List<Within> changes) {
        if (turned) {
            return;
        }
        steps.add(DeploymentStep.progress(now, progress -> progress.at(name)));
        for (RolloutPlan.Hook hook : plan.hooks()) {
            if (hook.stage().equals(name) && !turned) {
                run(hook);
            }
        }
        if (turned) {
            return;
        }
        Duration begin = now;
        boolean alarmed = name.equals(alarmStage);
        Duration end = begin.plus(alarmed ? length.dividedBy(2) : length);
        changes.stream()
                .map(each -> DeploymentStep.progress(
                        begin.plus(whole.multipliedBy(each.part).dividedBy(each.parts)), each.change))
                .filter(step -> step.after().compareTo(end) <= 0)
                .sorted((one, other) -> one.after().compareTo(other.after()))
                .forEach(steps::add);
        now = end;
        if (alarmed && alarm != null) {
            steps.add(DeploymentStep.progress(
                    now, progress -> progress.with(Alarms.heeding(plan.alarms().names(), List.of(alarm)))));
            turn(ALARM.formatted(alarm));
        }
    }

    private void run(RolloutPlan.Hook hook) {
        LambdaHook lambda = hook.lambda();
        if (hook.pause() != null) {
            steps.add(DeploymentStep.pause(now, hook.pause()));
        } else if (lambda != null) {
            steps.add(new DeploymentStep(
                    now,
                    (state, at) -> state.with(state.progress().plus(HookDetail.lambda(lambda.functionArn(), at)), at),
                    null));
            now = now.plus(lambda.runs());
            String status = lambda.succeeds() ? "SUCCEEDED" : "FAILED";
            steps.add(new DeploymentStep(
                    now, (state, at) -> state.with(state.progress().hookEnded(status, at, null), at), null));
            if (!lambda.succeeds()) {
                turn(HOOK_FAILED);
            }
        }
    }

    private void turn(String reason) {
        steps.addAll(Lifecycle.rollback(now, reason));
        turned = true;
    }

    private Duration percent(int share) {
        return duration.multipliedBy(share).dividedBy(100);
    }
}
