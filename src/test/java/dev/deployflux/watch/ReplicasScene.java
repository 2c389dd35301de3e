package dev.deployflux.watch;

import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Two replicas on one store in virtual time, and a service that deploys for three minutes. */
abstract class ReplicasScene {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);

    final SimulatedWatch prod = new SimulatedWatch();
    final MemoryFeedStore shared = new MemoryFeedStore("shared", prod.time, 1_000);
    final Replica a = new Replica("a", prod, shared);
    final Replica b = new Replica("b", prod, shared);

    @BeforeEach
    void deployInVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
        prod.service("web").deploy(DeploymentScript.successful(MINUTE.multipliedBy(3)));
    }

    @AfterEach
    void stop() {
        prod.close();
        VirtualTimeScheduler.reset();
    }

    void pass(Duration time) {
        Replica.pass(prod, time, List.of(a, b));
    }
}
