package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;

/** Services that can't be described are listed, each in its turn, and that is told once. */
class DetectorTroubleTest extends DetectorScene {

    private void inject(Fault fault, Predicate<Call> which) {
        world.ecs
                .faults()
                .inject(DESCRIBE_SERVICES, FaultRule.of(fault).when(which).always());
    }

    @Test
    void oneRefusalOfTenIsThatOnesAlone() {
        inject(Fault.accessDenied(), call -> call.services().contains("service-4"));
        Listener listener = Listener.of(watch(services(10)));
        world.pass(MINUTE.multipliedBy(3));
        assertThat(listener.of(DetectorFailing.class))
                .singleElement()
                .matches(failing -> failing.services() == 1 && failing.error() instanceof AccessDeniedException);
        int all = lists();
        int refused = lists("service-4");
        int looks = looks();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(lists("service-4") - refused).isBetween(9, 10);
        assertThat(lists() - all).isEqualTo(lists("service-4") - refused);
        assertThat(looks() - looks).isBetween(10, 14);
        assertThat(listener.of(DetectorFailing.class)).hasSize(1);
        assertThat(listener.of(DetectorRecovered.class)).isEmpty();
    }

    @Test
    void aDenialThatEndsIsToldTwiceAndCostsListsMeanwhile() {
        inject(Fault.accessDenied(), any -> true);
        Listener listener = Listener.of(watch(services(10)));
        world.pass(MINUTE.multipliedBy(2));
        int lists = lists();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(lists() - lists).isEqualTo(100);
        assertThat(listener.of(DetectorFailing.class)).hasSize(1);
        assertThat(looks()).isLessThan(20);

        world.ecs.faults().clear();
        world.pass(MINUTE.multipliedBy(8));
        assertThat(listener.of(DetectorRecovered.class)).hasSize(1);
        int after = lists();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(lists() - after).isLessThanOrEqualTo(10);
        assertThat(listener.of(DetectorFailing.class)).hasSize(1);
    }

    @Test
    void callsThatHangAreAsIfTheyFailed() {
        Listener listener = listen(10);
        inject(Fault.hang(), any -> true);
        world.pass(MINUTE.multipliedBy(3));
        assertThat(listener.of(DetectorFailing.class))
                .singleElement()
                .matches(failing -> failing.error() instanceof TimeoutException);
        world.service("service-3").deploy(DeploymentScript.successful(Duration.ofSeconds(3)));
        world.pass(Duration.ofSeconds(65));
        assertThat(listener.deployments()).containsExactly("Seen SUCCESSFUL");
        int lists = lists();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(lists() - lists).isBetween(95, 105);
    }

    @Test
    void aClusterThatIsNotThereIsAskedForOnceAService() {
        Flux<ServiceRef> nowhere =
                Flux.fromStream(() -> IntStream.range(0, 12).mapToObj(i -> new ServiceRef("nowhere", "n" + i)));
        Listener listener = Listener.of(watch(services(3).concatWith(nowhere)));
        world.pass(MINUTE.multipliedBy(30));
        assertThat(world.ecs.calls().all().stream()
                        .filter(call -> call.operation() == DESCRIBE_SERVICES)
                        .filter(call -> call.cluster().orElseThrow().equals("nowhere")))
                .hasSizeLessThanOrEqualTo(15);
        assertThat(listener.of(ServiceFailing.class))
                .isNotEmpty()
                .allMatch(each -> each.service().cluster().equals("nowhere"));
        listener.take();
        world.service("service-1").deploy(DeploymentScript.successful(Duration.ofSeconds(3)));
        world.pass(Duration.ofSeconds(80));
        assertThat(listener.deployments()).containsExactly("Seen SUCCESSFUL");
    }

    @Test
    void firstPassesComeInTheirTurnAlthoughTheirServicesCanNotBeDescribed() {
        world.pass(Duration.ofHours(1), Duration.ofHours(1)); // the watcher's time is far from zero, as a machine's is
        inject(Fault.accessDenied(), any -> true);
        Listener.of(watch(services(1_000)));
        world.pass(Duration.ofSeconds(10));
        assertThat(lists()).isLessThanOrEqualTo(25 + 10 * 20 + 20);
    }
}
