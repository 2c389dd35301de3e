package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;

/** How long a deployment waits for somebody to say go, null for ever, and what happens then. */
record PauseHook(@Nullable Duration timeout, DeploymentLifecycleHookAction timeoutAction) {

    private static final Duration LONGEST = Duration.ofDays(14);

    /** What ECS does if the service says nothing of timeouts. */
    static final PauseHook USUAL = new PauseHook(Duration.ofDays(1), DeploymentLifecycleHookAction.ROLLBACK);

    PauseHook {
        if (timeout != null && (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "A pause times out after more than zero and up to 14 days, such as Duration.ofHours(24), not %s"
                            .formatted(timeout));
        }
        if (timeoutAction == DeploymentLifecycleHookAction.UNKNOWN_TO_SDK_VERSION) {
            throw new IllegalArgumentException("A pause that times out goes on by CONTINUE, or back by ROLLBACK");
        }
    }

    @Nullable
    Instant expiry(Instant from) {
        return timeout == null ? null : from.plus(timeout);
    }

    HookDetail begin(Instant from) {
        return HookDetail.pause(null, from, expiry(from), timeoutAction);
    }
}
