package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a subscriber of the cold watch sees of services that stay, in virtual time. */
class WatchTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();

    @AfterEach
    void stop() {
        prod.close();
    }

    @Test
    void beginsWithWhatIsThereAndABookmark() {
        prod.service("web").history(3);

        Listener listener = prod.listen("web");

        assertThat(listener.events).hasSize(5);
        assertThat(listener.events.get(0)).isEqualTo(new ServiceJoined(ref("web")));
        assertThat(listener.of(Seen.class)).extracting(Seen::origin).containsOnly(Origin.SNAPSHOT);
        assertThat(listener.of(Seen.class))
                .extracting(seen -> seen.deployment().serviceDeploymentArn())
                .containsExactlyElementsOf(prod.service("web").deploymentArns());
        assertThat(listener.events.get(4)).isInstanceOfSatisfying(PassCompleted.class, pass -> {
            assertThat(pass.pass()).isEqualTo(1);
            assertThat(pass.calls()).isEqualTo(1);
            assertThat(pass.inFlight()).isZero();
        });
    }

    @Test
    void followsADeploymentToItsEnd() {
        Listener listener = prod.listen("web");
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));

        prod.pass(Duration.ofMinutes(15));

        assertThat(listener.deployments())
                .containsExactly(
                        "Seen PENDING",
                        "Changed IN_PROGRESS",
                        "Changed ROLLBACK_IN_PROGRESS",
                        "Changed ROLLBACK_SUCCESSFUL");
        assertThat(listener.of(Seen.class).get(0).origin()).isEqualTo(Origin.LIVE);
    }

    @Test
    void looksOftenWhileSomethingIsInFlightAndSeldomWhenNothingIs() {
        Listener listener = prod.listen("web");
        prod.pass(IDLE.multipliedBy(10));
        assertThat(listener.of(PassCompleted.class)).hasSize(11);

        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(5)));
        prod.pass(IDLE);
        int before = prod.calls();
        prod.pass(INTERVAL.multipliedBy(10));
        assertThat(prod.calls() - before).isEqualTo(10);
    }

    @Test
    void withoutDetailsEachOfTheseLooksIsAPass() {
        Listener listener = Listener.of(prod.watcher().details(false).build().watch(Flux.just(ref("web"))));
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(5)));
        prod.pass(IDLE);
        listener.take();

        prod.pass(INTERVAL.multipliedBy(10));

        assertThat(listener.of(PassCompleted.class)).hasSize(10);
        assertThat(prod.calls(Operation.DESCRIBE_SERVICE_DEPLOYMENTS)).isZero();
    }

    @Test
    void anUnchangedServiceCostsOneCallAPassWhateverItsHistory() {
        prod.service("web").history(2_000, Duration.ofSeconds(30));
        Listener listener = prod.listen("web");
        int before = prod.calls();
        listener.take();

        prod.pass(IDLE.multipliedBy(10));

        assertThat(listener.of(PassCompleted.class)).hasSize(10);
        assertThat(prod.calls() - before).isEqualTo(10);
        assertThat(listener.deployments()).isEmpty();
    }

    @Test
    void makesNoCallBeforeTheFirstDemandAndNoneAfterCancel() {
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        AtomicInteger lookups = new AtomicInteger();
        Flux<ServiceRef> services = Flux.just(ref("web")).doOnSubscribe(subscription -> lookups.incrementAndGet());

        Listener listener = Listener.of(prod.watcher().build().watch(services), 0);
        prod.pass(MINUTE);
        assertThat(lookups).hasValue(0);

        listener.request(Long.MAX_VALUE);
        prod.pass(MINUTE);
        assertThat(lookups).hasValue(1);
        int calls = prod.calls();
        assertThat(calls).isPositive();

        listener.cancel();
        prod.pass(Duration.ofHours(1));
        assertThat(prod.calls()).isEqualTo(calls);
    }

    @Test
    void cancelAbortsTheCallUnderWay() {
        prod.service("web");
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        Listener listener = prod.listen("web");

        listener.cancel();

        assertThat(prod.ecs.calls().all()).singleElement().matches(call -> call.aborted());
    }

    @Test
    void aSubscriberThatAsksForNothingStopsThePolling() {
        Flux.range(0, 50).doOnNext(i -> prod.service("s" + i)).blockLast();
        Listener listener = Listener.of(
                prod.watcher().concurrency(4).build().watch(Flux.range(0, 50).map(i -> ref("s" + i))), 60);

        prod.pass(Duration.ofDays(1));
        int calls = prod.calls();

        assertThat(listener.events).hasSize(60);
        assertThat(calls).as("ten taken, one begun, and four held").isEqualTo(15);

        listener.request(Long.MAX_VALUE);
        prod.pass(MINUTE.multipliedBy(2));
        assertThat(listener.of(PassCompleted.class)).hasSizeGreaterThan(90);
    }

    @Test
    void aFailingServiceIsReportedBackedOffAndRecoversWhileOthersGoOn() {
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError())
                                .when(call -> call.service().orElseThrow().equals("bad"))
                                .times(8));
        Listener listener = prod.listen("bad", "good");

        prod.pass(Duration.ofMinutes(30));

        List<ServiceFailing> failing = listener.of(ServiceFailing.class);
        assertThat(failing).extracting(ServiceFailing::failures).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(failing)
                .extracting(failure -> failure.retryIn().toSeconds())
                .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
        assertThat(listener.of(ServiceRecovered.class)).containsExactly(new ServiceRecovered(ref("bad"), 8, null));
        assertThat(listener.of(PassCompleted.class).stream()
                        .filter(pass -> pass.service().equals(ref("good"))))
                .hasSize(31);
        assertThat(listener.events.indexOf(listener.of(ServiceRecovered.class).get(0)))
                .isLessThan(listener.events.indexOf(listener.of(PassCompleted.class).stream()
                        .filter(pass -> pass.service().equals(ref("bad")))
                        .findFirst()
                        .orElseThrow()));
    }

    @Test
    void aServiceThatHangsIsReportedAndHoldsUpNobody() {
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang())
                                .when(call -> call.service().orElseThrow().equals("bad"))
                                .always());
        Listener listener = prod.listen("bad", "good");

        prod.pass(Duration.ofMinutes(10));

        assertThat(listener.of(ServiceFailing.class)).hasSizeGreaterThan(4).allSatisfy(failing -> assertThat(
                        failing.error())
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no page of prod/bad came within PT1M"));
        assertThat(listener.of(PassCompleted.class)).hasSize(11);
    }

    @Test
    void nothingIsInferredFromAPartialPass() {
        prod.service("web").history(150, Duration.ofMinutes(1));
        String inFlight = prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError())
                                .when(call -> call.nextToken().isPresent())
                                .times(2));
        Listener listener = prod.listen("web");
        assertThat(listener.of(Seen.class)).isEmpty();

        prod.pass(MINUTE);

        assertThat(listener.of(ServiceFailing.class)).hasSize(2);
        assertThat(listener.of(Seen.class))
                .hasSize(151)
                .extracting(Seen::origin)
                .containsOnly(Origin.SNAPSHOT);
        assertThat(listener.of(Seen.class).get(150).deployment().serviceDeploymentArn())
                .isEqualTo(inFlight);
        assertThat(listener.of(Removed.class)).isEmpty();
    }

    @Test
    void eachSubscriberPollsForItself() {
        prod.service("web").history(2);
        Flux<DeploymentEvent> watch = prod.watcher().build().watch(Flux.just(ref("web")));

        Listener first = Listener.of(watch);
        prod.pass(MINUTE);
        Listener second = Listener.of(watch);
        prod.pass(MINUTE);

        assertThat(first.of(Seen.class)).hasSize(2);
        assertThat(second.of(Seen.class)).hasSize(2);
        assertThat(prod.calls()).isEqualTo(5);
    }
}
