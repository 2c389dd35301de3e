package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** Outcomes by the real SDK over HTTP, of deployments whose time passes when a test says so. */
@Timeout(60)
class AwaitOverHttpTest {

    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final Operation DESCRIBE = Operation.DESCRIBE_SERVICE_DEPLOYMENTS;

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("prod").service("web");
    private final SimulatedService shop = ecs.cluster("prod").service("shop");
    private final DeploymentWatcher watcher = builder().build();

    private DeploymentWatcherBuilder builder() {
        return DeploymentWatcher.builder(ServiceDeployments.builder(ecs.client())
                        .quota(ApiQuota.published())
                        .build())
                .interval(Duration.ofMillis(50))
                .clock(ecs.clock());
    }

    @AfterEach
    void stop() {
        assertThat(watcher.awaited()).isZero();
        ecs.close();
    }

    @Test
    void allEndsArriveFromCallsThatAreShared() {
        Map<String, Class<?>> expected = Map.of(
                web.deploy(DeploymentScript.successful(LIFE)), DeploymentOutcome.Succeeded.class,
                web.deploy(DeploymentScript.rollback(LIFE, "circuit breaker")), DeploymentOutcome.RolledBack.class,
                web.deploy(DeploymentScript.rollbackFailed(LIFE, "no capacity")),
                        DeploymentOutcome.RollbackFailed.class,
                shop.deploy(DeploymentScript.stopped(LIFE, "superseded")), DeploymentOutcome.Stopped.class);
        ecs.clock().advance(Duration.ofSeconds(20));
        String newer = shop.deploy(DeploymentScript.endless(LIFE));
        CompletableFuture<List<DeploymentOutcome>> outcomes = watcher.awaitOutcomes(
                        Flux.fromIterable(expected.keySet()))
                .collectList()
                .toFuture();
        ecs.calls().whenCalled(DESCRIBE, 8).block();
        assertThat(outcomes).isNotDone();

        ecs.clock().advance(LIFE);

        Map<String, DeploymentOutcome> byArn = outcomes.join().stream()
                .collect(Collectors.toMap(o -> o.deployment().serviceDeploymentArn(), Function.identity()));
        assertThat(byArn).hasSize(4);
        expected.forEach((arn, type) -> assertThat(byArn.get(arn)).isInstanceOf(type));
        assertThat(byArn.values())
                .filteredOn(DeploymentOutcome.RolledBack.class::isInstance)
                .extracting(o -> ((DeploymentOutcome.RolledBack) o).reason())
                .containsExactly("circuit breaker");
        assertThat(byArn.values())
                .filteredOn(DeploymentOutcome.Stopped.class::isInstance)
                .extracting(o -> ((DeploymentOutcome.Stopped) o).supersededBy())
                .containsExactly(newer);
        assertThat(ecs.calls().count(Operation.LIST_SERVICE_DEPLOYMENTS)).isOne();
    }

    @Test
    void aTimeoutNamesTheNewerDeployment() {
        String arn = web.deploy(DeploymentScript.endless(Duration.ofSeconds(1)));
        ecs.clock().advance(Duration.ofSeconds(2));
        String newer = web.deploy(DeploymentScript.endless(LIFE));

        assertThatExceptionOfType(OutcomeTimeoutException.class)
                .isThrownBy(
                        () -> watcher.awaitOutcome(arn, Duration.ofSeconds(2)).block())
                .withMessageContaining("IN_PROGRESS")
                .satisfies(late -> assertThat(late.supersededBy()).isEqualTo(newer));
    }

    @Test
    void whatEcsRefusesOrDoesNotKnowEndsTheWait() {
        String unknown = web.deploy(DeploymentScript.endless(LIFE));
        web.delete();
        assertThatExceptionOfType(ServiceDeploymentNotFoundException.class)
                .isThrownBy(() -> builder()
                        .overlap(Duration.ofMillis(200))
                        .build()
                        .awaitOutcome(unknown)
                        .block())
                .withMessageContaining(unknown)
                .withMessageContaining("MISSING");

        ecs.faults().inject(DESCRIBE, Fault.accessDenied());
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> watcher.awaitOutcome(unknown).block());
    }

    @Test
    void aServersErrorIsOvercome() {
        ecs.faults().inject(DESCRIBE, Fault.resetBeforeResponse());
        String arn = web.deploy(DeploymentScript.successful(LIFE));
        ecs.clock().advance(LIFE);

        assertThat(watcher.awaitOutcome(arn).block()).isInstanceOf(DeploymentOutcome.Succeeded.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidSignatureException",
                "RequestExpired",
                "RequestTimeTooSkewed",
                "UnrecognizedClientException",
                "ExpiredTokenException"
            })
    void aClockThatIsSetRightAndCredentialsThatAreRenewedCostNoWait(String code) {
        ecs.faults()
                .inject(
                        DESCRIBE,
                        FaultRule.of(Fault.error(code, "Signature expired", 400))
                                .times(6));
        String arn = web.deploy(DeploymentScript.successful(LIFE));
        ecs.clock().advance(LIFE);

        assertThat(builder()
                        .backoff(Duration.ofMillis(50), Duration.ofMillis(50))
                        .build()
                        .awaitOutcome(arn)
                        .block())
                .isInstanceOf(DeploymentOutcome.Succeeded.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidSignatureException", "UnrecognizedClientException", "AccessDeniedException"})
    void aWatchReportsThemAndGoesOn(String code) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.error(code, "Signature expired", 400))
                                .times(6));

        List<DeploymentEvent> events = builder()
                .backoff(Duration.ofMillis(50), Duration.ofMillis(50))
                .build()
                .watch(Flux.just(new ServiceRef("prod", "web")))
                .takeUntil(DeploymentEvent.PassCompleted.class::isInstance)
                .collectList()
                .block();

        assertThat(events)
                .hasAtLeastOneElementOfType(DeploymentEvent.ServiceFailing.class)
                .hasAtLeastOneElementOfType(DeploymentEvent.ServiceRecovered.class);
    }

    @Test
    void cancelAbortsTheCall() {
        ecs.faults().inject(DESCRIBE, Fault.hang());
        String arn = web.deploy(DeploymentScript.endless(LIFE));
        var wait = watcher.awaitOutcome(arn).subscribe();
        ecs.calls().whenCalled(DESCRIBE, 1).block();

        wait.dispose();

        ecs.calls().whenAborted(1).block();
        assertThat(ecs.calls().count()).isOne();
    }
}
