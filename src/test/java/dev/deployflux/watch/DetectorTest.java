package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Services with nothing in flight are described, ten a call, and listed when something about them has changed. */
class DetectorTest {

    private final SimulatedWatch world = new SimulatedWatch();

    @AfterEach
    void close() {
        world.close();
    }

    private Listener watch(int services) {
        String[] names =
                IntStream.range(0, services).mapToObj(i -> "service-" + i).toArray(String[]::new);
        for (String name : names) {
            world.service(name).history(3);
        }
        Listener listener = Listener.of(world.watcher()
                .detector(ServiceFingerprints.create())
                .build()
                .watch(Flux.fromArray(names).map(SimulatedWatch::ref)));
        world.pass(Duration.ofSeconds(30));
        return listener;
    }

    @Test
    void quietServicesCostACallForTenOfThemAMinute() {
        watch(20);
        int lists = world.calls(LIST_SERVICE_DEPLOYMENTS);
        int descriptions = world.calls(DESCRIBE_SERVICES);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS) - lists).isZero();
        assertThat(world.calls(DESCRIBE_SERVICES) - descriptions).isEqualTo(20);
    }

    @Test
    void eachServiceIsListedOnceAtTheStartAndOnceMoreIfThatBeganBeforeTheFirstLook() {
        watch(20);
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS)).isEqualTo(21);
    }

    @Test
    void eachServiceIsListedEveryQuarterOfAnHourAllTheSame() {
        watch(20);
        int lists = world.calls(LIST_SERVICE_DEPLOYMENTS);
        world.pass(Duration.ofMinutes(30));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS) - lists).isEqualTo(40);
    }

    @Test
    void aNewDeploymentIsToldAfterTheNextLook() {
        Listener listener = watch(20);
        listener.take();
        world.service("service-7").deploy(DeploymentScript.successful(Duration.ofMinutes(3)));
        world.pass(Duration.ofSeconds(65));
        assertThat(listener.deployments()).startsWith("Seen IN_PROGRESS");
    }

    @Test
    void withoutPermissionServicesAreListedAsWithoutADetector() {
        world.ecs
                .faults()
                .inject(DESCRIBE_SERVICES, FaultRule.of(Fault.accessDenied()).always());
        Listener listener = watch(20);
        world.pass(Duration.ofMinutes(5));
        assertThat(listener.of(HasteEvents.DetectorFailing.class)).hasSize(1);
        int lists = world.calls(LIST_SERVICE_DEPLOYMENTS);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS) - lists).isBetween(190, 210);
    }
}
