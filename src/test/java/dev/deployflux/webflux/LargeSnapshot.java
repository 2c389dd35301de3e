package dev.deployflux.webflux;

import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;

/** Deployments of which each takes ten kilobytes on the wire, so that a few hundred are more than all buffers hold. */
final class LargeSnapshot {

    private static final String LONG_REASON = "tasks failed to start; ".repeat(430);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private LargeSnapshot() {}

    /** Returns the last of them. */
    static String of(SseServer server, int deployments) {
        String last = "";
        for (int i = 0; i < deployments; i++) {
            last = server.service("prod").deploy(DeploymentScript.rollback(MINUTE, LONG_REASON));
        }
        server.ecs.clock().advance(MINUTE.multipliedBy(5));
        return last;
    }
}
