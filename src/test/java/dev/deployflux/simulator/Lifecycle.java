package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;

/**
 * How a deployment lives: a state at {@code start} and the steps that follow it. Its state at an instant is computed
 * when it is asked for, so no timer runs and a held clock decides alone.
 */
record Lifecycle(DeploymentState base, Instant start, List<DeploymentStep> steps) {

    static Lifecycle scripted(Instant createdAt, List<DeploymentStep> steps) {
        return new Lifecycle(DeploymentState.created(createdAt), createdAt, steps);
    }

    static Lifecycle unchanging(DeploymentState state, Instant createdAt) {
        return new Lifecycle(state, createdAt, List.of());
    }

    DeploymentState stateAt(Instant now) {
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
        return new Lifecycle(stateAt(now), now, otherSteps);
    }
}
