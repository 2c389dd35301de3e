package dev.deployflux.list;

import static dev.deployflux.fixture.ScriptedClient.arns;
import static dev.deployflux.fixture.ScriptedClient.page;
import static dev.deployflux.fixture.ScriptedClient.row;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What becomes of a page that fails: an error behind the rows before it, or another attempt, and no row twice. */
class PageFailureTest {

    @Test
    void anErrorIsTheSdksOwnAndComesAfterTheRowsBeforeIt() {
        ServerException failure = ServerException.builder().message("down").build();
        ScriptedClient client = ScriptedClient.answeringInTurn(List.of(
                completedFuture(page(List.of(row(0), row(1)), "a")), failedFuture(new CompletionException(failure))));

        StepVerifier.create(client.listArns(), 1)
                .expectNext(ScriptedClient.arn(0))
                .thenRequest(2)
                .expectNext(ScriptedClient.arn(1))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));
    }

    @Test
    void anErrorOfThePageAheadWaitsUntilTheRowsInHandAreOut() {
        HeldCalls held = new HeldCalls(1_000);
        AtomicInteger rows = new AtomicInteger();

        StepVerifier.create(held.client().listArns().doOnNext(arn -> {
                    if (rows.incrementAndGet() == 1) {
                        held.call(2).completeExceptionally(SdkClientException.create("gone"));
                    }
                }))
                .then(() -> held.answer(1))
                .expectNextCount(100)
                .verifyError(SdkClientException.class);
    }

    @Test
    void aClientThatThrowsInsteadOfReturningAFutureIsAnError() {
        SdkClientException failure = SdkClientException.create("no credentials");
        StepVerifier.create(ScriptedClient.answering(request -> {
                            throw failure;
                        })
                        .listArns())
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));
    }

    @Test
    void evenAFatalErrorEndsTheStreamInsteadOfStallingIt() {
        StepVerifier.create(ScriptedClient.answering(request -> {
                            throw new NoSuchMethodError("of another version of the SDK");
                        })
                        .listArns())
                .verifyError(NoSuchMethodError.class);
    }

    @Test
    void evenAFatalErrorOfALaterAttemptEndsTheStream() {
        AtomicInteger attempts = new AtomicInteger();
        ScriptedClient client = ScriptedClient.answering(request -> {
            if (attempts.getAndIncrement() == 0) {
                return CompletableFuture.supplyAsync(() -> {
                    throw SdkClientException.create("reset");
                });
            }
            throw new NoSuchMethodError("of another version of the SDK");
        });

        StepVerifier.create(ServiceDeployments.builder(client)
                        .pageRetry(Retry.max(3))
                        .build()
                        .list(r -> r.service("web")))
                .verifyError(NoSuchMethodError.class);
    }

    @Test
    void anErrorThatPageRetryLetsPassIsTheSdksOwn() {
        SdkClientException failure = SdkClientException.create("reset", new IOException("by peer"));

        StepVerifier.create(ServiceDeployments.builder(ScriptedClient.answering(request -> failedFuture(failure)))
                        .pageRetry(Retry.max(1).filter(error -> false))
                        .build()
                        .list(r -> r.service("web")))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));
    }

    @Test
    void aPageRetryThatCompletesInsteadOfFailingIsAnError() {
        StepVerifier.create(ServiceDeployments.builder(
                                ScriptedClient.answering(request -> failedFuture(SdkClientException.create("reset"))))
                        .pageRetry(Retry.from(failures -> failures.take(2)))
                        .build()
                        .list(r -> r.service("web")))
                .verifyErrorSatisfies(
                        error -> assertThat(error).hasMessageContaining("a retry has to end with an error"));
    }

    @Test
    void aNullResponseIsAnErrorThatSaysWhatToDo() {
        StepVerifier.create(ScriptedClient.answeringInTurn(List.of(completedFuture(null)))
                        .listArns())
                .verifyErrorSatisfies(
                        error -> assertThat(error).hasMessageContaining("complete its future with a response"));
    }

    @Test
    void aFailedPageIsTriedAgainAloneAndNoRowTwice() {
        AtomicInteger failures = new AtomicInteger(2);
        ScriptedClient client =
                ScriptedClient.answering(request -> "100".equals(request.nextToken()) && failures.getAndDecrement() > 0
                        ? failedFuture(SdkClientException.create("reset"))
                        : completedFuture(page(request, 250)));

        StepVerifier.create(ServiceDeployments.builder(client)
                        .pageRetry(Retry.max(2))
                        .build()
                        .list(r -> r.service("web"))
                        .map(ServiceDeploymentBrief::serviceDeploymentArn)
                        .collectList())
                .expectNext(arns(250))
                .verifyComplete();
        assertThat(client.calls()).extracting("nextToken").containsExactly(null, "100", "100", "100", "200");
    }

    @Test
    void theCountOfRetriesStartsAnewWithEachPage() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedClient client = ScriptedClient.answering(request -> calls.getAndIncrement() % 2 == 0
                ? failedFuture(SdkClientException.create("reset"))
                : completedFuture(page(request, 1_000)));

        StepVerifier.create(ServiceDeployments.builder(client)
                        .pageRetry(Retry.max(1))
                        .build()
                        .list(r -> r.service("web")))
                .expectNextCount(1_000)
                .verifyComplete();
        assertThat(client.callCount()).isEqualTo(20);
    }

    @Test
    void theErrorOfAnExhaustedRetryIsTheSdksLastOne() {
        ScriptedClient client = ScriptedClient.answering(request -> failedFuture(SdkClientException.create("reset")));

        StepVerifier.withVirtualTime(() -> ServiceDeployments.builder(client)
                        .pageRetry(Retry.backoff(3, Duration.ofSeconds(1)))
                        .build()
                        .list(r -> r.service("web")))
                .thenAwait(Duration.ofHours(1))
                .verifyError(SdkClientException.class);
        assertThat(client.callCount()).isEqualTo(4);
    }
}
