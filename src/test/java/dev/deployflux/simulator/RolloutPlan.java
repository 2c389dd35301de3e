package dev.deployflux.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;

/**
 * The configuration that a rollout goes by.
 *
 * @param shifts the percentages of production traffic that the new revision gets, one after another; none if rolling
 * @param shiftMinutes how long it stays at each
 */
record RolloutPlan(
        DeploymentStrategy strategy,
        int tasks,
        List<Double> shifts,
        int shiftMinutes,
        int bakeMinutes,
        List<Hook> hooks,
        CircuitBreaker breaker,
        Alarms alarms) {

    /** A hook as it is configured: at one stage each. */
    record Hook(
            String stage,
            @Nullable PauseHook pause,
            @Nullable LambdaHook lambda) {}

    boolean shiftsTraffic() {
        return !shifts.isEmpty();
    }
}
