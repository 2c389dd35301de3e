package dev.deployflux.details;

import static dev.deployflux.details.DescribingClient.rows;
import static dev.deployflux.fixture.ScriptedClient.arn;
import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.DetailsOptions;
import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Who cancels leaves nothing behind: no call, no timer, no row that nobody was told of. */
class CancelDetailsTest {

    private final DescribingClient ecs = new DescribingClient();
    private final TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();
    private final List<Object> discarded = new ArrayList<>();

    @Test
    void cancelAbortsACallThatHangs() {
        ecs.holding();

        StepVerifier.create(ecs.details(rows.flux()))
                .then(() -> rows.next(row(0)).complete())
                .thenCancel()
                .verify();

        assertThat(ecs.calls()).hasSize(1);
        assertThat(ecs.underWay()).isEmpty();
    }

    @Test
    void cancelReachesTheRowsAndStopsTheTimer() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();

        StepVerifier.create(ecs.details(
                        rows.flux(), DetailsOptions.builder().scheduler(time).build()))
                .then(() -> rows.next(row(0)))
                .thenCancel()
                .verify();
        time.advanceTimeBy(Duration.ofMinutes(1));

        rows.assertCancelled();
        assertThat(ecs.calls()).isEmpty();
    }

    @Test
    void rowsThatWaitBehindACallGoToTheDiscardHook() {
        ecs.holding();

        StepVerifier.create(ecs.details(
                                rows.flux(),
                                DetailsOptions.builder().pause(Duration.ZERO).build())
                        .doOnDiscard(ServiceDeploymentBrief.class, discarded::add))
                .then(() -> rows.next(row(0), row(1), row(2)))
                .thenCancel()
                .verify();

        assertThat(discarded).containsExactly(row(1), row(2));
    }

    @Test
    void aRowThatWaitsForOthersGoesToTheDiscardHookAndSoDoesOneThatComesAfterCancel() {
        TestPublisher<ServiceDeploymentBrief> rude =
                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

        StepVerifier.create(ecs.details(rude.flux()).doOnDiscard(ServiceDeploymentBrief.class, discarded::add))
                .then(() -> rude.next(row(0)))
                .thenCancel()
                .verify();
        rude.next(row(1));

        assertThat(discarded).containsExactly(row(0), row(1));
        assertThat(ecs.calls()).isEmpty();
    }

    @Test
    void rowsOfABatchThatIsNotSentGoToTheDiscardHook() {
        StepVerifier.create(ecs.details(
                                Flux.just(
                                        row(0),
                                        row(1),
                                        ServiceDeploymentBrief.builder().build(),
                                        row(2)),
                                DetailsOptions.builder().failFast().build())
                        .doOnDiscard(ServiceDeploymentBrief.class, discarded::add))
                .verifyError(IllegalArgumentException.class);

        assertThat(discarded).containsExactlyInAnyOrder(row(0), row(1), row(2));
    }

    @Test
    void deploymentsThatArriveTooLateGoToTheDiscardHook() {
        StepVerifier.create(ecs.details(rows(3))
                        .doOnDiscard(ServiceDeployment.class, discarded::add)
                        .take(1, false))
                .expectNext(arn(0))
                .verifyComplete();

        assertThat(discarded).hasSize(2);
    }

    @Test
    void theContextReachesTheRowsAndTheCall() {
        List<String> seen = new ArrayList<>();
        Flux<ServiceDeploymentBrief> rows = Flux.deferContextual(context -> {
            seen.add("rows of " + context.get("who"));
            return rows(1);
        });
        var deployments = ServiceDeployments.builder(ecs)
                .observer(new CallObserver() {
                    @Override
                    public <P> Mono<P> observe(ApiCall call, Mono<P> made) {
                        return Mono.deferContextual(context -> {
                            seen.add("call of " + context.get("who"));
                            return made;
                        });
                    }
                })
                .build();

        StepVerifier.create(rows.transformDeferred(deployments.details()).contextWrite(c -> c.put("who", "me")))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(seen).containsExactly("rows of me", "call of me");
    }
}
