package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.TrueDeployment;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;

/** A watch whose deployments in flight can't be described: 40 services, each with one that lasts for an hour. */
class DescribedTroubleTest {

    private static final int SERVICES = 40;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();
    private final Listener listener;

    DescribedTroubleTest() {
        for (int i = 0; i < SERVICES; i++) {
            prod.service("s" + i).deploy(DeploymentScript.successful(HOUR));
        }
        listener =
                Listener.of(prod.watcher().build().watch(Flux.range(0, SERVICES).map(i -> ref("s" + i))));
        prod.pass(MINUTE.multipliedBy(8)); // they are in progress
        listener.take();
    }

    @AfterEach
    void stop() {
        listener.cancel();
        prod.close();
    }

    private void always(Fault fault) {
        prod.ecs
                .faults()
                .inject(DESCRIBE_SERVICE_DEPLOYMENTS, FaultRule.of(fault).always());
    }

    private int callsWithin(Operation operation, Duration duration) {
        int before = prod.calls(operation);
        prod.pass(duration);
        return prod.calls(operation) - before;
    }

    @Test
    void withoutPermissionItListsAsBeforeAndSaysOnceWhatThatCosts() {
        always(Fault.accessDenied());
        prod.pass(MINUTE);

        int lists = callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10));
        int descriptions = callsWithin(DESCRIBE_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10));

        assertThat(lists).as("each service every ten seconds").isBetween(2_390, 2_410);
        assertThat(descriptions).as("a try now and then").isBetween(1, 30);
        assertThat(listener.of(DetailsFailing.class)).hasSize(1).allSatisfy(failing -> {
            assertThat(failing.error()).isInstanceOf(AccessDeniedException.class);
            assertThat(failing.reason()).contains("allow ecs:DescribeServiceDeployments", "details(false)");
        });

        prod.pass(HOUR);
        assertThat(listener.deployments()).hasSize(SERVICES).containsOnly("Changed SUCCESSFUL");
        assertThat(listener.of(DetailsFailing.class)).hasSize(1);
    }

    @Test
    void whenPermissionIsGivenItDescribesAgain() {
        always(Fault.accessDenied());
        prod.pass(MINUTE.multipliedBy(10));
        prod.ecs.faults().clear();
        prod.pass(MINUTE.multipliedBy(7));

        assertThat(listener.of(DetailsRecovered.class)).hasSize(1);
        assertThat(callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(390, 410);
        assertThat(callsWithin(DESCRIBE_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(110, 125);
    }

    @Test
    void oneServiceThatMayNotBeDescribedIsListedAloneAndTheOthersAreDescribed() {
        String arn = prod.ecs.truth().get(0).arn();
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.arns().contains(arn))
                                .always());
        prod.pass(MINUTE.multipliedBy(2));

        int lists = callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10));

        assertThat(lists).as("39 every minute, one every ten seconds").isBetween(440, 460);
        assertThat(callsWithin(DESCRIBE_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(110, 130);
        assertThat(listener.of(DetailsFailing.class)).hasSize(1).allMatch(failing -> failing.deployments() == 1);
    }

    @Test
    void oneThrottleIsNoTroubleAndCostsNoList() {
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.throttled()).times(1));

        assertThat(callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(390, 410);
        assertThat(listener.of(DetailsFailing.class)).isEmpty();
    }

    @Test
    void descriptionsThatHangDoNotHoldUpLists() {
        always(Fault.hang());
        prod.pass(MINUTE.multipliedBy(3));

        assertThat(callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(2_390, 2_410);
        assertThat(listener.of(DetailsFailing.class))
                .hasSize(1)
                .allMatch(failing -> failing.error() instanceof TimeoutException);
    }

    @Test
    void whatEcsDoesNotKnowIsListedForAndNotConcludedFrom() {
        String arn = prod.ecs.truth().get(0).arn();
        always(Fault.failures("MISSING", arn));
        prod.pass(MINUTE);

        assertThat(callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isBetween(440, 460);
        assertThat(listener.deployments()).isEmpty();
        assertThat(listener.of(DetailsFailing.class)).isEmpty();

        prod.pass(HOUR);
        assertThat(listener.deployments()).hasSize(SERVICES).containsOnly("Changed SUCCESSFUL");
    }

    @Test
    void emptyAnswersAreNoReasonToForgetAnything() {
        always(Fault.absentList());

        prod.pass(HOUR.plus(MINUTE));

        assertThat(listener.deployments()).hasSize(SERVICES).containsOnly("Changed SUCCESSFUL");
    }

    @Test
    void severalThatMayNotBeDescribedKeepNoneOfTheOthersFromIt() {
        Set<String> refused = prod.ecs.truth().stream()
                .limit(5)
                .map(deployment -> deployment.arn())
                .collect(Collectors.toSet());
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.arns().stream().anyMatch(refused::contains))
                                .always());
        prod.pass(MINUTE.multipliedBy(2));

        int lists = callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10));

        assertThat(lists).as("35 every minute, five every ten seconds").isBetween(640, 660);
        assertThat(listener.of(DetailsFailing.class)).hasSize(1);
    }

    @Test
    void waitsForWhatIsAnotherAccountsKeepNoWatchFromDescribing() {
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.arns().stream().anyMatch(arn -> arn.contains("foreign")))
                                .always());
        listener.cancel();
        DeploymentWatcher watcher = prod.watcher().build();
        List<Throwable> refused = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            watcher.awaitOutcome(OutcomeClient.arn("foreign" + i)).subscribe(outcome -> {}, refused::add);
        }
        prod.pass(Duration.ofSeconds(1));
        assertThat(refused).hasSize(5);

        Listener other = Listener.of(watcher.watch(Flux.range(0, SERVICES).map(i -> ref("s" + i))));
        prod.pass(MINUTE);

        assertThat(other.of(DetailsFailing.class)).isEmpty();
        other.cancel();
    }

    @Test
    void thePauseOfListsThatFailIsKeptWhenDescriptionsFailToo() {
        always(Fault.serverError());
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).always());

        prod.pass(HOUR);

        assertThat(listener.of(DeploymentEvent.ServiceFailing.class))
                .as("after 5, 15, 35, 75, 155, 315 seconds, then every five minutes")
                .hasSizeBetween(16 * SERVICES, 18 * SERVICES);
    }

    @Test
    void looksGoOnWhileListsFail() {
        listener.cancel();
        prod.service("web").deploy(DeploymentScript.successful(HOUR));
        Listener web = prod.listen("web");
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).always());
        prod.pass(MINUTE.multipliedBy(5));

        assertThat(callsWithin(DESCRIBE_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .isEqualTo(60);
        web.cancel();
    }

    @Test
    void fiveThatMayNotBeDescribedFromTheStartAreFoundOut() {
        listener.cancel();
        Set<String> denied =
                prod.ecs.truth().stream().limit(5).map(TrueDeployment::arn).collect(Collectors.toSet());
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.arns().stream().anyMatch(denied::contains))
                                .always());
        Listener anew = Listener.of(prod.watcher()
                .random(new Random(20261129)::nextDouble)
                .build()
                .watch(Flux.range(0, SERVICES / 2).map(i -> ref("s" + i))));
        prod.pass(MINUTE.multipliedBy(25));

        assertThat(callsWithin(LIST_SERVICE_DEPLOYMENTS, MINUTE.multipliedBy(10)))
                .as("15 every minute, five every ten seconds")
                .isBetween(440, 460);
        anew.cancel();
    }
}
