package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The figure to alert on doesn't count what a detector spares. */
class DetectorHealthTest extends FeedScene {

    @BeforeEach
    void watch() {
        feed = prod.watcher().detector(ServiceFingerprints.create()).build().feed(Flux.just(ref("web")));
        listen();
    }

    private void deny(Operation operation) {
        prod.ecs.faults().inject(operation, FaultRule.of(Fault.accessDenied()).always());
    }

    private Duration lag() {
        return feed.health().lag();
    }

    @Test
    void aServiceThatIsLookedAtLagsWhenItsListIsOverdue() {
        for (int minute = 0; minute < 60; minute++) {
            prod.pass(MINUTE);
            assertThat(lag()).isLessThanOrEqualTo(MINUTE);
        }
        deny(Operation.LIST_SERVICE_DEPLOYMENTS);
        prod.pass(Duration.ofMinutes(30));
        assertThat(lag()).isGreaterThan(Duration.ofMinutes(15));
    }

    @Test
    void oneThatFailsSparesNoService() {
        deny(Operation.DESCRIBE_SERVICES);
        prod.pass(Duration.ofMinutes(20));
        deny(Operation.LIST_SERVICE_DEPLOYMENTS);
        prod.pass(Duration.ofMinutes(5));
        assertThat(lag()).isGreaterThan(Duration.ofMinutes(4));
    }
}
