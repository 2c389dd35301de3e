package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
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
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What ends a stream at the first service that fails, and what its error is. */
class FanOutFailFastTest {

    private final ScriptedAccount account = new ScriptedAccount();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
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
}
