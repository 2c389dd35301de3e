package dev.deployflux.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

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

    static Lifecycle scripted(Instant createdAt, List<DeploymentStep> steps) {
        return new Lifecycle(DeploymentState.created(createdAt), createdAt, steps, null);
    }

    static Lifecycle unchanging(DeploymentState state, Instant createdAt) {
        return new Lifecycle(state, createdAt, List.of(), null);
    }

    DeploymentState stateAt(Instant now) {
        if (before != null && now.isBefore(start)) {
            return before.stateAt(now);
        }
        DeploymentState state = base;
        for (DeploymentStep step : steps) {
            Instant at = start.plus(step.after());
            if (at.isAfter(now)) {
                break;
            }
            state = state.moveTo(step.status(), step.reason(), at);
        }
        return state;
    }

    /** The same life up to {@code now}, and {@code steps} from there on instead of what would have followed. */
    Lifecycle turnedAt(Instant now, List<DeploymentStep> otherSteps) {
        return new Lifecycle(stateAt(now), now, otherSteps, this);
    }

    /** The statuses from the beginning to {@code now}, and since when; those that only a reason parts are one. */
    List<TrueDeployment.Step> passedBy(Instant now) {
        List<TrueDeployment.Step> passed = new ArrayList<>();
        if (before != null) {
            passed.addAll(before.passedBy(start.isBefore(now) ? start : now));
        } else if (steps.isEmpty() || !steps.get(0).after().isZero()) {
            passed.add(new TrueDeployment.Step(base.status(), start));
        }
        ServiceDeploymentStatus last =
                passed.isEmpty() ? null : passed.get(passed.size() - 1).status();
        for (DeploymentStep step : steps) {
            Instant at = start.plus(step.after());
            if (at.isAfter(now)) {
                break;
            }
            if (step.status() != last) {
                passed.add(new TrueDeployment.Step(step.status(), at));
                last = step.status();
            }
        }
        return passed;
    }
}
