package dev.deployflux.details;

import static dev.deployflux.details.DescribingClient.arns;
import static dev.deployflux.details.DescribingClient.rows;
import static dev.deployflux.fixture.ScriptedClient.arn;
import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.DetailsOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Batches: what is asked for together, when, and in which order it comes. */
class DetailsTest {

    private final DescribingClient ecs = new DescribingClient();

    @Test
    void twentyRowsAreOneCallInTheOrderOfTheRows() {
        StepVerifier.create(ecs.details(rows(45)).collectList())
                .expectNext(arns(45))
                .verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20, 20, 5);
    }

    @Test
    void arnsAreDescribedLikeRows() {
        StepVerifier.create(ecs.deployments()
                        .details(Flux.fromIterable(arns(21)))
                        .map(ServiceDeployment::serviceDeploymentArn)
                        .collectList())
                .expectNext(arns(21))
                .verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20, 1);
    }

    @Test
    void noRowsCostNoCall() {
        StepVerifier.create(ecs.details(Flux.empty())).verifyComplete();

        assertThat(ecs.calls()).isEmpty();
    }

    @Test
    void noDemandCostsNothing() {
        List<Long> requested = new ArrayList<>();

        StepVerifier.create(ecs.details(rows(100).doOnRequest(requested::add)), 0)
                .expectSubscription()
                .thenCancel()
                .verify();

        assertThat(requested).isEmpty();
        assertThat(ecs.calls()).isEmpty();
    }

    @Test
    void noMoreRowsAreRequestedThanDeploymentsAre() {
        List<Long> requested = new ArrayList<>();

        StepVerifier.create(ecs.details(rows(100).doOnRequest(requested::add)), 3)
                .expectNextCount(3)
                .thenRequest(25)
                .expectNextCount(25)
                .thenCancel()
                .verify();

        assertThat(requested).containsExactly(3L, 20L, 5L);
        assertThat(ecs.callSizes()).containsExactly(3, 20, 5);
    }

    @Test
    void aDeploymentThatComesTwiceIsAskedForOnceAndDeliveredTwice() {
        StepVerifier.create(ecs.details(Flux.just(row(1), row(2), row(1))))
                .expectNext(arn(1), arn(2), arn(1))
                .verifyComplete();

        assertThat(ecs.calls()).containsExactly(List.of(arn(1), arn(2)));
    }

    @Test
    void whoAsksForNoMoreWaitsForNoMore() {
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(rows.flux(), never()), 2)
                .then(() -> rows.next(row(0), row(1)))
                .expectNext(arn(0), arn(1))
                .thenCancel()
                .verify();
    }

    @Test
    void aPageOfAHundredRowsIsFiveCalls() {
        ScriptedClient lists = ScriptedClient.history(250);

        StepVerifier.create(ecs.details(ServiceDeployments.create(lists).list(r -> r.service("web")))
                        .collectList())
                .expectNext(arns(250))
                .verifyComplete();

        assertThat(lists.callCount()).isEqualTo(3);
        assertThat(ecs.calls()).hasSize(13);
    }

    /** ECS may refuse a call as a whole because of one that isn't its own. */
    @Test
    void deploymentsOfAnotherAccountOrRegionAreAskedForApart() {
        String abroad = arn(1).replace("eu-central-1", "eu-west-1");
        String others = arn(2).replace("123456789012", "210987654321");
        ecs.refusing(abroad, new IllegalStateException("Identifier is for eu-west-1"));

        StepVerifier.create(
                        ecs.details(Flux.just(arn(0), abroad, others, arn(3)).map(DetailsTest::brief)))
                .expectNext(arn(0), others, arn(3))
                .verifyErrorSatisfies(error -> assertThat(error).hasMessageContainingAll(abroad, "Identifier is for"));

        assertThat(ecs.calls()).containsExactly(List.of(arn(0)), List.of(abroad), List.of(others), List.of(arn(3)));
    }

    @Test
    void eachSubscriberHasItsOwnBatches() {
        Flux<String> details = ecs.details(rows(30));

        StepVerifier.create(details).expectNextCount(30).verifyComplete();
        StepVerifier.create(details).expectNextCount(30).verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20, 10, 20, 10);
    }

    @Test
    void callsArePacedObservedAndTriedAgain() {
        List<String> observed = new CopyOnWriteArrayList<>();
        ApiQuota quota = ApiQuota.published();
        CallObserver observer = new CallObserver() {
            @Override
            public <P> Mono<P> observe(ApiCall call, Mono<P> made) {
                observed.add(call.operation());
                return made;
            }
        };
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.throttling(1))
                .quota(quota)
                .observer(observer)
                .pageRetry(Retry.max(1))
                .build();

        StepVerifier.create(rows(40).transformDeferred(deployments.details()))
                .expectNextCount(40)
                .verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20, 20, 20);
        assertThat(observed).hasSize(3).containsOnly("DescribeServiceDeployments");
        assertThat(quota.state(ApiBucket.SERVICE_DEPLOYMENTS).available()).isLessThan(50);
    }

    @Test
    void aMillionRowsDoNotGrowTheStack() {
        StepVerifier.create(ecs.details(rows(20).repeat(50_000)).count())
                .expectNext(20L * 50_001)
                .verifyComplete();
    }

    private static ServiceDeploymentBrief brief(String arn) {
        return ServiceDeploymentBrief.builder().serviceDeploymentArn(arn).build();
    }

    /** A pause that doesn't end. */
    private static DetailsOptions never() {
        return DetailsOptions.builder().scheduler(VirtualTimeScheduler.create()).build();
    }
}
