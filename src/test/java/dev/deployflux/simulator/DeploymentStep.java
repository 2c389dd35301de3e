package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** A change that comes {@code after} a life began, the time of pauses not counted; with a pause it waits there. */
record DeploymentStep(
        Duration after, Change change, @Nullable PauseHook pause) {

    /** The state that a step leads to. */
    @FunctionalInterface
    interface Change {
        DeploymentState of(DeploymentState before, Instant at);
    }

    static DeploymentStep to(Duration after, ServiceDeploymentStatus status, @Nullable String reason) {
        return new DeploymentStep(after, (state, at) -> state.moveTo(status, reason, at), null);
    }

    static DeploymentStep progress(Duration after, UnaryOperator<Progress> change) {
        return new DeploymentStep(after, (state, at) -> state.with(change.apply(state.progress()), at), null);
    }

    static DeploymentStep pause(Duration after, PauseHook pause) {
        return new DeploymentStep(
                after, (state, at) -> state.with(state.progress().plus(pause.begin(at)), at), pause);
    }
}
