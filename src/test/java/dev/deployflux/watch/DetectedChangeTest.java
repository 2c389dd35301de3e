package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What looks at services notice, however little of it is left to be seen, and who gets it told. */
class DetectedChangeTest extends DetectorScene {

    private static final DeploymentScript SHORT = DeploymentScript.successful(Duration.ofSeconds(3));

    @Test
    void whatBeginsAndEndsBetweenTwoLooksIsToldWithItsEnd() {
        Listener listener = listen(10);
        passALook();
        world.service("service-3").deploy(SHORT);
        world.pass(Duration.ofSeconds(80));
        assertThat(listener.deployments()).containsExactly("Seen SUCCESSFUL");
    }

    @Test
    void aRollbackThatLeavesTheOldDeploymentsBetweenTwoLooksIsTold() {
        Listener listener = listen(10);
        passALook();
        world.service("service-3").deploy(DeploymentScript.rollback(Duration.ofSeconds(3), "circuit breaker"));
        world.pass(Duration.ofSeconds(80));
        assertThat(listener.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
    }

    @Test
    void whatIsCurrentMayLag() {
        restart(ecs -> ecs.currentDeploymentLag(Duration.ofSeconds(30)));
        Listener listener = listen(10);
        passALook();
        world.pass(Duration.ofSeconds(45));
        world.service("service-3").deploy(DeploymentScript.successful(MINUTE.multipliedBy(5)));
        world.pass(Duration.ofSeconds(20));
        assertThat(listener.deployments()).containsExactly("Seen PENDING");
    }

    @Test
    void whatLeavesNothingBehindButThatItIsCurrentIsToldWhenThatShows() {
        restart(ecs -> ecs.currentDeploymentLag(Duration.ofSeconds(30)).eventsPerService(0));
        Listener listener = listen(10);
        passALook();
        world.pass(Duration.ofSeconds(50));
        world.service("service-3").deploy(DeploymentScript.rollback(Duration.ofSeconds(3), "circuit breaker"));
        passALook();
        assertThat(listener.deployments()).isEmpty();
        passALook();
        assertThat(listener.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
    }

    @Test
    void eventsMayBeMissing() {
        restart(ecs -> ecs.eventsPerService(0));
        Listener listener = listen(10);
        passALook();
        world.service("service-3").deploy(DeploymentScript.successful(MINUTE.multipliedBy(5)));
        world.pass(Duration.ofSeconds(65));
        assertThat(listener.deployments()).containsExactly("Seen IN_PROGRESS");
    }

    @Test
    void aListThatLagsBehindTheLookIsMadeAgainUntilItShowsWhatIsCurrent() {
        Listener listener = listen(10);
        world.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.stale(Duration.ofSeconds(40))).always());
        passALook();
        world.pass(Duration.ofSeconds(52));
        world.service("service-3").deploy(DeploymentScript.successful(Duration.ofMillis(100)));
        int lists = lists("service-3");
        passALook();
        assertThat(listener.deployments()).isEmpty();
        world.pass(Duration.ofSeconds(71)); // 10 + 20 + 40
        assertThat(listener.deployments()).containsExactly("Seen SUCCESSFUL");
        assertThat(lists("service-3") - lists).isEqualTo(4);
    }

    @Test
    void aFirstListThatLagsBehindTheFirstLookIsMadeAgainUntilItShowsWhatIsCurrent() {
        restart(ecs -> ecs.eventsPerService(0));
        DeploymentScript blueGreen =
                DeploymentScript.blueGreen(MINUTE.multipliedBy(30), 2).build();
        world.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.stale(Duration.ofSeconds(40))).always());
        world.service("web").history(3);
        world.service("web").deploy(blueGreen);
        Listener listener = Listener.of(watch(Flux.just(SimulatedWatch.ref("web"))));
        world.pass(SECOND);
        assertThat(lists("web")).isEqualTo(1);
        assertThat(listener.deployments()).doesNotContain("Seen PENDING");
        world.pass(Duration.ofSeconds(72)); // 10 + 20 + 40
        assertThat(listener.deployments()).endsWith("Seen PENDING");
    }

    @Test
    void whatIsOlderThanTheWindowIsNotWaitedFor() {
        world.service("web").history(1);
        world.pass(Duration.ofDays(2), Duration.ofDays(2));
        Listener.of(watch(Flux.just(SimulatedWatch.ref("web"))));
        world.pass(MINUTE.multipliedBy(5));
        assertThat(looks()).isGreaterThanOrEqualTo(5);
        assertThat(lists("web")).isEqualTo(1);
    }

    @Test
    void whatEcsDoesNotDeployCostsAListForEachChangeThatShows() {
        world.service("by-code-deploy").codeDeploy();
        Listener listener = Listener.of(watch(Flux.just(SimulatedWatch.ref("by-code-deploy"))));
        world.pass(MINUTE.multipliedBy(2));
        int lists = lists();
        world.service("by-code-deploy").replaceTaskSet(Duration.ofSeconds(10));
        world.pass(MINUTE.multipliedBy(10));
        assertThat(lists() - lists).isBetween(2, 8);
        assertThat(listener.deployments()).isEmpty();
        assertThat(listener.of(ServiceFailing.class)).isEmpty();
    }

    @Test
    void aDeletedServiceFailsAndIsNotLookedAtUntilItIsThereAgain() {
        Listener listener = listen(10);
        world.service("service-3").delete();
        world.pass(Duration.ofSeconds(80));
        assertThat(listener.of(ServiceFailing.class))
                .isNotEmpty()
                .allMatch(each -> each.service().service().equals("service-3"));
        world.ecs.calls().clear();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(world.ecs.calls().all())
                .noneMatch(call -> call.services().contains("service-3"))
                .anyMatch(call -> call.services().contains("service-4"));

        world.service("service-3").history(1);
        world.pass(MINUTE.multipliedBy(8));
        assertThat(listener.of(ServiceRecovered.class)).hasSize(1);
        world.service("service-3").deploy(SHORT);
        world.pass(Duration.ofSeconds(80));
        assertThat(listener.deployments()).endsWith("Seen SUCCESSFUL");
        assertThat(listener.of(HasteEvents.DetectorFailing.class)).isEmpty();
    }

    @Test
    void oneThatLeavesIsLookedAtNoMore() {
        Flux<ServiceRef> all = services(10);
        boolean[] left = new boolean[1];
        Listener listener = Listener.of(watch(Flux.defer(() -> left[0] ? all.take(9) : all)));
        world.pass(MINUTE.multipliedBy(2));
        left[0] = true;
        world.pass(MINUTE.multipliedBy(12));
        assertThat(listener.of(ServiceLeft.class)).hasSize(1);
        world.ecs.calls().clear();
        world.pass(MINUTE.multipliedBy(20));
        assertThat(world.ecs.calls().all())
                .noneMatch(call -> call.services().contains("service-9"))
                .anyMatch(call -> call.services().contains("service-8"));
    }

    @Test
    void noServicesCostNoLooks() {
        Listener.of(watch(Flux.empty()));
        world.pass(MINUTE.multipliedBy(30));
        assertThat(world.calls()).isZero();
        assertThat(looks()).isZero();
    }

    @Test
    void clustersShareNoCalls() {
        IntStream.range(0, 3).forEach(i -> world.ecs.cluster("small").service("s" + i));
        IntStream.range(0, 500).forEach(i -> world.ecs.cluster("large").service("l" + i));
        Listener.of(watch(world.deployments().services("small", "large")));
        world.pass(MINUTE.multipliedBy(4));
        int looks = looks();
        world.pass(MINUTE.multipliedBy(10));
        assertThat(looks() - looks).isBetween(450, 530);
    }

    @Test
    void nobodyLooksWhileNobodySubscribesAndLooksGoOnForTheNext() {
        Flux<DeploymentEvent> watch = watch(services(10));
        Listener first = Listener.of(watch);
        world.pass(MINUTE.multipliedBy(2));
        first.cancel();
        int looks = looks();
        world.pass(MINUTE.multipliedBy(30));
        assertThat(looks()).isEqualTo(looks);

        Listener second = Listener.of(watch);
        world.pass(MINUTE.multipliedBy(2));
        second.take();
        passALook();
        world.service("service-3").deploy(SHORT);
        world.pass(Duration.ofSeconds(80));
        assertThat(second.deployments()).containsExactly("Seen SUCCESSFUL");
    }

    @Test
    void aSubscriberThatTakesNothingHasNothingLookedAtForItAndMissesNothing() {
        Listener listener = Listener.of(watch(services(10)), 1);
        world.pass(MINUTE);
        int looks = looks();
        world.pass(MINUTE.multipliedBy(30));
        assertThat(looks() - looks).isZero();
        world.service("service-3").deploy(SHORT);
        for (int i = 0; i < 200; i++) {
            listener.request(1);
            world.pass(SECOND);
        }
        assertThat(listener.deployments()).contains("Seen SUCCESSFUL");
    }

    @Test
    void afterATakeoverLooksGoOn() {
        VirtualTimeScheduler.set(world.time);
        try {
            MemoryFeedStore shared = new MemoryFeedStore("shared", world.time, 1_000);
            world.service("web").history(3);
            Replica a = new Replica("a", world, shared, each -> each.detector(ServiceFingerprints.create()));
            Replica b = new Replica("b", world, shared, each -> each.detector(ServiceFingerprints.create()));
            a.entries();
            EntryReader read = b.entries();
            Replica.pass(world, MINUTE.multipliedBy(3), List.of(a, b));
            Replica poller = a.polls() ? a : b;
            poller.stop();
            Replica.pass(world, MINUTE.multipliedBy(2), List.of(a, b));
            assertThat(a.polls() || b.polls()).isTrue();
            int looks = looks();
            int lists = lists();
            Replica.pass(world, MINUTE.multipliedBy(5), List.of(a, b));
            assertThat(looks() - looks).isEqualTo(5);
            assertThat(lists() - lists).isLessThanOrEqualTo(1);
            poller.wake();
            world.service("web").deploy(SHORT);
            Replica.pass(world, Duration.ofSeconds(80), List.of(a, b));
            assertThat(read.got)
                    .anyMatch(entry -> entry.event() instanceof DeploymentEvent.Seen seen
                            && seen.deployment().statusAsString().equals("SUCCESSFUL"));
        } finally {
            VirtualTimeScheduler.reset();
        }
    }
}
