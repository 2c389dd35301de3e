package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/**
 * A call of a pass that is never answered, whichever it is: the first page, a later one, or that of the one deployment
 * that is asked for aside, as it is in flight behind more newer ones than a page has.
 */
class CallTimeoutTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();

    @BeforeEach
    void oneIsStuckBehindManyNewerOnes() {
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        prod.ecs.clock().advance(Duration.ofHours(4));
        prod.service("web").history(150, MINUTE);
    }

    @AfterEach
    void stop() {
        prod.close();
    }

    private Listener listen() {
        Listener listener =
                Listener.of(prod.watcher().since(Duration.ofHours(5)).build().watch(Flux.just(ref("web"))));
        prod.pass(Duration.ofSeconds(1));
        return listener;
    }

    private void hangOnce(Predicate<Call> which) {
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).when(which).times(1));
    }

    /** Nothing within the call's minute; then the one failure, and the stream goes on. */
    private void isReportedOnce(Listener listener) {
        assertThat(listener.of(ServiceFailing.class)).isEmpty();

        prod.pass(MINUTE.plusSeconds(30));

        assertThat(listener.of(ServiceFailing.class)).singleElement().satisfies(failing -> assertThat(failing.error())
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no page of prod/web came within PT1M"));
        assertThat(listener.of(ServiceRecovered.class)).hasSize(1);
        assertThat(prod.ecs.calls().all())
                .filteredOn(call -> call.fault().isPresent())
                .singleElement()
                .satisfies(call -> assertThat(call.aborted()).isTrue());
    }

    @Test
    void theFirstPageHangs() {
        hangOnce(call -> call.nextToken().isEmpty());
        Listener listener = listen();
        prod.pass(Duration.ofSeconds(58));

        isReportedOnce(listener);
    }

    @Test
    void aLaterPageHangs() {
        hangOnce(call -> call.nextToken().isPresent());
        Listener listener = listen();
        prod.pass(Duration.ofSeconds(58));

        isReportedOnce(listener);
        assertThat(listener.of(PassCompleted.class).get(0).calls()).isEqualTo(2);
    }

    @Test
    void theOneAskedForAsideHangs() {
        hangOnce(call -> call.request().path("createdAt").has("before"));
        Listener listener = listen();
        assertThat(listener.of(PassCompleted.class)).hasSize(1);
        prod.pass(MINUTE);

        isReportedOnce(listener);
    }
}
