package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.FanOutException;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceFailure;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedAccount;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a service that fails does to the others. */
class FanOutFailureTest {

    private static final ServiceRef DENIED = new ServiceRef("prod", "s2");

    private final ScriptedAccount account = new ScriptedAccount();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    private List<String> arnsWithout(String service) {
        return account.arns().stream()
                .filter(arn -> !arn.contains("/" + service + "/"))
                .toList();
    }

    @Test
    void byDefaultTheOthersArriveWholeAndTheFailureIsNamedAtTheEnd() {
        account.cluster("prod", 30, 150).denying("prod/s2", "prod/s7 at 100");
        List<String> rows = new CopyOnWriteArrayList<>();

        StepVerifier.create(account.listAll(FanOutOptions.create()).doOnNext(rows::add))
                .thenConsumeWhile(row -> true)
                .verifyErrorSatisfies(error -> {
                    assertThat(error)
                            .isInstanceOf(FanOutException.class)
                            .hasMessageContainingAll("2 services", "prod/s2: ", "prod/s7: ", "not allowed")
                            .hasCauseInstanceOf(AccessDeniedException.class);
                    assertThat(((FanOutException) error).failures())
                            .extracting(ServiceFailure::service)
                            .containsExactlyInAnyOrder(DENIED, new ServiceRef("prod", "s7"));
                });

        List<String> expected = arnsWithout("s2").stream()
                .filter(arn -> !arn.matches(".*/s7/1\\d\\d"))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void failFastEndsAtOnceWithTheSdksOwnExceptionThatNamesTheService() {
        account.cluster("prod", 30, 100).denying("prod/s2").holding();

        StepVerifier.create(account.listAll(FanOutOptions.builder().failFast().build()))
                .expectSubscription()
                .then(account::answerOne)
                .then(account::answerOne)
                .expectNextCount(100)
                .verifyErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(AccessDeniedException.class);
                    assertThat(error.getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .isEqualTo("while listing the deployments of prod/s2");
                });

        assertThat(account.underWay()).as("aborted").isEmpty();
        assertThat(account.calls()).hasSizeLessThan(12);
    }

    @Test
    void failingFastRowsThatArriveWhileACallIsMadeThatFailsAtOnceComeFirst() {
        account.cluster("prod", 2, 0);
        CompletableFuture<ListServiceDeploymentsResponse> first = new CompletableFuture<>();
        ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(request -> {
            if (request.service().equals("s1")) {
                return first;
            }
            first.complete(ScriptedClient.page(List.of(ScriptedClient.row(0), ScriptedClient.row(1)), null));
            throw SdkClientException.create("credentials expired");
        }));

        StepVerifier.create(deployments.listAll(
                        account.services(),
                        r -> {},
                        FanOutOptions.builder().failFast().build()))
                .expectNextCount(2)
                .verifyError(SdkClientException.class);
    }

    @Test
    void errorsThatArriveBesideTheOneThatEndedTheStreamAreDroppedThroughTheHook() {
        account.cluster("prod", 4, 0);
        List<String> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(error -> dropped.add(String.valueOf(error.getMessage())));
        List<CompletableFuture<ListServiceDeploymentsResponse>> calls = new ArrayList<>();
        // All fail while the last one is made, so that one round of the loop takes them in.
        ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(request -> {
            if (calls.size() == 3) {
                calls.get(0).completeExceptionally(SdkClientException.create("one"));
                calls.get(1).completeExceptionally(SdkClientException.create("two"));
                calls.get(2).cancel(true);
            }
            calls.add(new CompletableFuture<>());
            return calls.get(calls.size() - 1);
        }));

        StepVerifier.create(deployments.listAll(
                        account.services(),
                        r -> {},
                        FanOutOptions.builder().failFast().build()))
                .verifyErrorMessage("one");

        assertThat(dropped).as("a call that somebody cancelled is no news").containsExactly("two");
    }

    @Test
    void whatTheAbortItselfBreaksIsNotDropped() {
        account.cluster("prod", 2, 0);
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        List<TestPublisher<?>> calls = new ArrayList<>();
        ServiceDeployments deployments = ServiceDeployments.builder(account)
                .observer(new CallObserver() {
                    @Override
                    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                        TestPublisher<T> deaf =
                                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
                        calls.add(deaf);
                        return Mono.fromDirect(deaf);
                    }
                })
                .build();

        StepVerifier.create(deployments.listAll(
                        account.services(),
                        r -> {},
                        FanOutOptions.builder().failFast().build()))
                .then(() -> calls.get(0).error(new IllegalStateException("one")))
                .verifyErrorMessage("one");
        calls.get(1).assertCancelled();
        calls.get(1).error(new IllegalStateException("connection closed"));

        assertThat(dropped).isEmpty();
    }

    @Test
    void anExceptionThatIsThrownAgainNamesAServiceOnce() {
        account.cluster("prod", 1, 0);
        AccessDeniedException same = AccessDeniedException.builder().build();
        Flux<ServiceDeploymentBrief> rows = ServiceDeployments.create(
                        ScriptedClient.answering(request -> CompletableFuture.failedFuture(same)))
                .listAll(
                        account.services(),
                        r -> {},
                        FanOutOptions.builder().failFast().build());

        StepVerifier.create(rows).verifyError();
        StepVerifier.create(rows)
                .verifyErrorSatisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
    }

    @Test
    void anExceptionThatTakesNoSuppressedOnesIsTheCauseOfOneThatNamesTheService() {
        account.cluster("prod", 1, 0);
        Throwable unnamed = new Unsuppressing();

        StepVerifier.create(ServiceDeployments.create(
                                ScriptedClient.answering(request -> CompletableFuture.failedFuture(unnamed)))
                        .listAll(
                                account.services(),
                                r -> {},
                                FanOutOptions.builder().failFast().build()))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .hasMessageStartingWith("while listing the deployments of prod/s1: ")
                        .hasCause(unnamed));
    }

    @Test
    void anExceptionThatReactorSharesAmongAllIsLeftAsItIs() {
        account.cluster("prod", 1, 0);
        RejectedExecutionException shared = Exceptions.failWithRejected();
        int before = shared.getSuppressed().length;

        StepVerifier.create(ServiceDeployments.create(
                                ScriptedClient.answering(request -> CompletableFuture.failedFuture(shared)))
                        .listAll(
                                account.services(),
                                r -> {},
                                FanOutOptions.builder().failFast().build()))
                .verifyErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(RejectedExecutionException.class);
                    assertThat(error.getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .isEqualTo("while listing the deployments of prod/s1");
                });
        assertThat(shared.getSuppressed()).hasSize(before);
    }

    @Test
    void reportedFailuresDoNotEndTheStream() {
        account.cluster("prod", 30, 100).denying("prod/s2", "prod/s9");
        List<ServiceFailure> reported = new CopyOnWriteArrayList<>();

        StepVerifier.create(account.listAll(
                        FanOutOptions.builder().reportFailures(reported::add).build()))
                .expectNextCount(28 * 100)
                .verifyComplete();

        assertThat(reported)
                .extracting(ServiceFailure::toString)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).startsWith("prod/s2: ").contains("not allowed"),
                        other -> assertThat(other).startsWith("prod/s9: "));
    }

    @Test
    void aReportThatThrowsEndsTheStream() {
        account.cluster("prod", 3, 1).denying("prod/s1");

        StepVerifier.create(account.listAll(FanOutOptions.builder()
                        .concurrency(1)
                        .reportFailures(failure -> {
                            throw new IllegalStateException("pager is out of order");
                        })
                        .build()))
                .verifyErrorMessage("pager is out of order");
    }

    @Test
    void rowsThatArriveBesideAFailureWhoseReportThrowsAreDiscarded() {
        account.cluster("prod", 2, 3).denying("prod/s1").holding();
        List<Object> discarded = new CopyOnWriteArrayList<>();
        List<ServiceRef> left = new ArrayList<>(account.services().toStream().toList());
        // Both answers come while the loop looks for another service, so that one round of it takes them in.
        Flux<ServiceRef> services = Flux.create(sink -> sink.onRequest(n -> {
            if (left.isEmpty()) {
                account.answerOne();
                account.answerOne();
            } else {
                sink.next(left.remove(0));
            }
        }));
        FanOutOptions throwing = FanOutOptions.builder()
                .lookahead(1)
                .reportFailures(failure -> {
                    throw new IllegalStateException("pager is out of order");
                })
                .build();

        StepVerifier.create(account.deployments()
                        .listAll(services, r -> {}, throwing)
                        .doOnDiscard(ServiceDeploymentBrief.class, discarded::add))
                .verifyErrorMessage("pager is out of order");

        assertThat(discarded).hasSize(3);
    }

    @Test
    void aRepeatedTokenFailsItsServiceAlone() {
        account.cluster("prod", 2, 0);
        ServiceDeployments deployments = ServiceDeployments.create(
                ScriptedClient.answering(request -> CompletableFuture.completedFuture(ScriptedClient.page(
                        List.of(ScriptedClient.row(1)), request.service().equals("s1") ? "again" : null))));

        StepVerifier.create(deployments.listAll(account.services(), r -> {}, FanOutOptions.create()))
                .expectNextCount(3)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(FanOutException.class)
                        .hasMessageContainingAll("prod/s1", "'again' for a second time"));
    }

    @Test
    void aPageIsTriedAgainAlone() {
        account.cluster("prod", 3, 150);
        ServiceDeployments deployments = ServiceDeployments.builder(account.failingOnce("prod/s2 at 100"))
                .pageRetry(Retry.max(1))
                .build();

        StepVerifier.create(deployments
                        .listAll(account.services(), r -> {}, FanOutOptions.create())
                        .map(ServiceDeploymentBrief::serviceDeploymentArn)
                        .collectList())
                .assertNext(rows -> assertThat(rows).containsExactlyInAnyOrderElementsOf(account.arns()))
                .verifyComplete();
        assertThat(account.callCount("prod/s2 at 100")).isEqualTo(2);
        assertThat(account.calls()).hasSize(7);
    }
}
