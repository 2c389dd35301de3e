package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;

import dev.deployflux.simulator.TrueDeployment.PauseEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;

/**
 * How a deployment lives: a state at {@code start} and the steps that follow it. Its state at an instant is computed
 * when it is asked for, so no timer runs and a held clock decides alone. A life that was turned remembers the one that
 * it was until then, for answers of an earlier time and for the truth.
 */
record Lifecycle(
        DeploymentState base,
        Instant start,
        List<DeploymentStep> steps,
        @Nullable Lifecycle before) {

    /** How long ECS takes to roll back isn't documented. */
    static final Duration ROLLBACK_TAKES = Duration.ofSeconds(30);

    private static final String TIMED_OUT = "Service deployment rolled back because a lifecycle hook timed out.";

    /** A state, since when it is so, and how many steps have led to it. */
    record Moment(DeploymentState state, Instant since, int steps) {}

    static Lifecycle scripted(Instant createdAt, DeploymentScript script) {
        return new Lifecycle(
                DeploymentState.created(createdAt, Progress.of(script.plan())), createdAt, script.steps(), null);
    }

    static Lifecycle unchanging(DeploymentState state, Instant createdAt) {
        return new Lifecycle(state, createdAt, List.of(), null);
    }

    DeploymentState stateAt(Instant now) {
        if (before != null && now.isBefore(start)) {
            return before.stateAt(now);
        }
        return replay(now, null).state();
    }

    /** The same life up to {@code now}, and {@code steps} from there on instead of what would have followed. */
    Lifecycle turnedAt(Instant now, PauseEnd how, List<DeploymentStep> otherSteps) {
        DeploymentState state = stateAt(now);
        // What becomes of a hook whose deployment is turned isn't documented.
        Progress progress = state.progress().hookEnded("FAILED", now, how);
        return new Lifecycle(
                state.progress().hasActiveHook() ? state.with(progress, now) : state, now, otherSteps, this);
    }

    /** The same life, which goes on behind the pause that it is in. */
    Lifecycle continuedAt(Instant now) {
        Moment moment = replay(now, null);
        Progress progress = moment.state.progress().hookEnded("SUCCEEDED", now, PauseEnd.CONTINUED);
        return new Lifecycle(moment.state.with(progress, now), now, stepsBehind(moment.steps), this);
    }

    private List<DeploymentStep> stepsBehind(int taken) {
        if (taken == 0) {
            return steps;
        }
        Duration passed = steps.get(taken - 1).after();
        return steps.subList(taken, steps.size()).stream()
                .map(step -> new DeploymentStep(step.after().minus(passed), step.change(), step.pause()))
                .toList();
    }

    /** The states from the beginning to {@code now}; what the first steps make of it at the very beginning is its first. */
    List<Moment> passedBy(Instant now) {
        List<Moment> passed = new ArrayList<>();
        if (before != null) {
            passed.addAll(before.passedBy(start.isBefore(now) ? start : now));
            if (now.isBefore(start)) {
                return passed;
            }
        }
        passed.add(new Moment(base, start, 0));
        replay(now, passed);
        if (before == null) {
            while (passed.size() > 1 && passed.get(1).since().equals(start)) {
                passed.remove(0);
            }
        }
        return passed;
    }

    private Moment replay(Instant now, @Nullable List<Moment> passed) {
        Moment last = new Moment(base, start, 0);
        Instant origin = start; // later by each pause that is over
        for (DeploymentStep step : steps) {
            Instant at = origin.plus(step.after());
            if (at.isAfter(now)) {
                break;
            }
            last = noted(passed, new Moment(step.change().of(last.state, at), at, last.steps + 1));
            PauseHook pause = step.pause();
            if (pause != null) {
                Instant expiry = pause.expiry(at);
                if (expiry == null || expiry.isAfter(now)) {
                    break;
                }
                Progress progress = last.state.progress().hookEnded("TIMED_OUT", expiry, PauseEnd.TIMED_OUT);
                last = noted(passed, new Moment(last.state.with(progress, expiry), expiry, last.steps));
                if (pause.timeoutAction() == DeploymentLifecycleHookAction.ROLLBACK) {
                    return rolledBack(last, now, passed);
                }
                origin = origin.plus(Duration.between(at, expiry));
            }
        }
        return last;
    }

    private static Moment rolledBack(Moment from, Instant now, @Nullable List<Moment> passed) {
        Moment last = from;
        for (DeploymentStep step : rollback(Duration.ZERO, TIMED_OUT)) {
            Instant at = from.since.plus(step.after());
            if (!at.isAfter(now)) {
                last = noted(passed, new Moment(step.change().of(last.state, at), at, last.steps));
            }
        }
        return last;
    }

    static List<DeploymentStep> rollback(Duration after, String reason) {
        return List.of(
                DeploymentStep.to(after, ROLLBACK_IN_PROGRESS, reason),
                DeploymentStep.to(after.plus(ROLLBACK_TAKES), ROLLBACK_SUCCESSFUL, reason));
    }

    private static Moment noted(@Nullable List<Moment> passed, Moment moment) {
        if (passed != null) {
            passed.add(moment);
        }
        return moment;
    }
}
