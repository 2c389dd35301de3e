package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;

/** Alarms of a watch and of a feed of a simulated account: each thing rings once. */
class AlarmsTest extends FeedScene {

    private Flux<DeploymentEvent> watch(String... services) {
        return prod.watcher().build().watch(Flux.fromArray(services).map(SimulatedWatch::ref));
    }

    private Listener alarms() {
        return started(watch("web").transformDeferred(DeploymentEvents.alarms()));
    }

    private Listener started(Flux<DeploymentEvent> alarms) {
        Listener listener = Listener.of(alarms);
        prod.pass(SECOND);
        return listener;
    }

    private void rollBack() {
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(4), "circuit breaker"));
    }

    @Test
    void aRollbackRingsOnceWhenItIsOver() {
        Listener alarms = alarms();
        rollBack();
        prod.pass(Duration.ofMinutes(10));
        prod.service("web").delete();
        prod.pass(Duration.ofMinutes(20));

        assertThat(alarms.deployments()).containsExactly("Changed ROLLBACK_SUCCESSFUL");
        assertThat(alarms.events)
                .as("a deleted service can't be read")
                .hasSize(2)
                .last()
                .isInstanceOf(ServiceFailing.class);
    }

    @Test
    void aRollbackThatNobodySawBeginRingsToo() {
        Listener alarms = alarms();
        prod.service("web").deploy(DeploymentScript.rollbackFailed(SECOND, "no tasks"));
        prod.pass(Duration.ofMinutes(3));

        assertThat(alarms.deployments()).containsExactly("Seen ROLLBACK_FAILED");
    }

    @Test
    void aSuccessDoesNotRing() {
        Listener alarms = alarms();
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(2)));
        prod.pass(Duration.ofMinutes(10));

        assertThat(alarms.events).isEmpty();
    }

    @Test
    void afterARestartNothingRingsAgainUnlessAsked() {
        Listener before = alarms();
        rollBack();
        prod.pass(Duration.ofMinutes(10));
        before.cancel();

        Listener after = alarms();
        Listener asked = started(watch("web").transformDeferred(DeploymentEvents.alarmsWithSnapshot()));
        prod.pass(Duration.ofMinutes(10));

        assertThat(before.deployments()).hasSize(1);
        assertThat(after.events).isEmpty();
        assertThat(asked.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
    }

    @Test
    void whatWasInFlightAtTheRestartRingsWhenItIsOver() {
        rollBack();
        prod.pass(Duration.ofMinutes(1));
        Listener alarms = alarms();
        prod.pass(Duration.ofMinutes(10));

        assertThat(alarms.deployments()).containsExactly("Changed ROLLBACK_SUCCESSFUL");
    }

    @Test
    void aSlowSubscriberOfAFeedHearsOfAMergedEnd() {
        rollBack();
        prod.pass(Duration.ofMinutes(1));
        Listener polling = listen();
        Listener slow = Listener.of(feed.events().transformDeferred(DeploymentEvents.alarms()), 0);
        prod.pass(Duration.ofMinutes(10));

        slow.request(Long.MAX_VALUE);
        prod.pass(SECOND);

        assertThat(slow.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
        assertThat(slow.of(DeploymentEvent.Seen.class).get(0).origin()).isEqualTo(Origin.SNAPSHOT);
        assertThat(polling.deployments()).contains("Changed ROLLBACK_SUCCESSFUL");
    }

    @Test
    void whoSubscribesToAFeedAgainHearsWhatEndedMeanwhileAndNothingTwice() {
        Listener polling = listen();
        Flux<DeploymentEvent> inSpells = feed.events()
                .take(Duration.ofMinutes(2), prod.time)
                .repeatWhen(spells -> spells.delayElements(Duration.ofMinutes(9), prod.time));
        Listener alarms = started(inSpells.transformDeferred(DeploymentEvents.alarmsWithSnapshot()));
        Listener live = started(inSpells.transformDeferred(DeploymentEvents.alarms()));
        rollBack();
        prod.pass(Duration.ofHours(1));

        assertThat(polling.deployments()).contains("Changed ROLLBACK_SUCCESSFUL");
        assertThat(alarms.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
        assertThat(live.deployments()).containsExactly("Seen ROLLBACK_SUCCESSFUL");
    }

    @Test
    void aStopRingsUnlessANewerDeploymentSupersededIt() {
        Listener alarms = alarms();
        prod.service("web").deploy(DeploymentScript.stopped(Duration.ofMinutes(2), "superseded"));
        prod.pass(Duration.ofMinutes(1));
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        prod.pass(Duration.ofMinutes(5));
        assertThat(alarms.events).isEmpty();

        List<String> arns = prod.service("web").deploymentArns();
        var unused = prod.client().stopServiceDeployment(r -> r.serviceDeploymentArn(arns.get(arns.size() - 1))
                .stopType(StopServiceDeploymentStopType.ABORT));
        prod.pass(Duration.ofMinutes(5));

        assertThat(alarms.deployments()).containsExactly("Changed STOPPED");
    }

    @Test
    void eachOfTenServicesThatFailTogetherRingsOnceAndWhenItIsOver() {
        String[] names = IntStream.range(0, 10).mapToObj(i -> "s" + i).toArray(String[]::new);
        for (String name : names) {
            prod.service(name);
        }
        FaultRule denied = FaultRule.of(Fault.accessDenied()).always();
        prod.ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, denied);
        Listener alarms = started(watch(names).transformDeferred(DeploymentEvents.alarms()));
        prod.pass(Duration.ofMinutes(30));

        assertThat(alarms.events).hasSize(10).hasOnlyElementsOfType(ServiceFailing.class);
        alarms.take();
        prod.ecs.faults().clear();
        prod.pass(Duration.ofMinutes(10));
        assertThat(alarms.of(ServiceRecovered.class))
                .extracting(ServiceRecovered::service)
                .containsExactlyInAnyOrderElementsOf(
                        List.of(names).stream().map(SimulatedWatch::ref).toList());
        assertThat(alarms.events).hasSize(10);

        alarms.take();
        prod.ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, denied);
        prod.pass(Duration.ofMinutes(10));
        assertThat(alarms.events).as("another streak").hasSize(10).hasOnlyElementsOfType(ServiceFailing.class);
    }

    @Test
    void aStreakOfFailedLookupsRingsOnce() {
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied()).always());
        Listener alarms = started(prod.watcher()
                .build()
                .watch(prod.deployments().services("prod"))
                .transformDeferred(DeploymentEvents.alarms()));
        prod.pass(Duration.ofMinutes(20));
        prod.ecs.faults().clear();
        prod.pass(Duration.ofMinutes(10));

        assertThat(alarms.events).hasExactlyElementsOfTypes(LookupFailing.class, LookupRecovered.class);
    }

    @Test
    void aFeedsSnapshotOfTroubleIsTheSameStreak() {
        ServiceRef web = ref("web");
        DeploymentEvent second = new ServiceFailing(web, new IllegalStateException(), 2, null, SECOND);
        DeploymentEvent other = new ServiceFailing(web, new IllegalStateException(), 1, prod.now(), SECOND);

        List<DeploymentEvent> alarms = Flux.just(second)
                .repeat(2)
                .concatWith(Flux.just(other))
                .transformDeferred(DeploymentEvents.alarms())
                .collectList()
                .block();

        assertThat(alarms).containsExactly(second, other);
    }

    @Test
    void aWatchBeginsWithTheFirstDemand() {
        prod.service("web");
        Listener alarms = Listener.of(watch("web").transformDeferred(DeploymentEvents.alarms()), 0);
        prod.pass(MINUTE);
        assertThat(prod.calls()).isZero();

        alarms.request(1);
        prod.pass(Duration.ofMinutes(10));
        assertThat(prod.calls()).as("events that are none are passed over").isGreaterThan(5);
    }

    @Test
    void eachSubscriberHasAMemoryOfItsOwn() {
        Flux<DeploymentEvent> alarms = Flux.<DeploymentEvent>just(
                        new ServiceFailing(ref("web"), new IllegalStateException(), 1, null, SECOND))
                .transform(DeploymentEvents.alarms());

        assertThat(alarms.concatWith(alarms).collectList().block()).hasSize(2);
    }
}
