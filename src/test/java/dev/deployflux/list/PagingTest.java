package dev.deployflux.list;

import static dev.deployflux.fixture.ScriptedClient.arns;
import static dev.deployflux.fixture.ScriptedClient.page;
import static dev.deployflux.fixture.ScriptedClient.row;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** How a chain of pages is followed, and ends. */
class PagingTest {

    @Test
    void rowsArriveInTheOrderOfThePages() {
        ScriptedClient client = ScriptedClient.history(250);

        StepVerifier.create(client.listArns().collectList())
                .expectNext(arns(250))
                .verifyComplete();

        assertThat(client.calls()).extracting("nextToken").containsExactly(null, "100", "200");
    }

    @Test
    void pagesArriveWholeWithTheirTokens() {
        StepVerifier.create(
                        ServiceDeployments.create(ScriptedClient.history(150)).pages(r -> r.service("web")))
                .assertNext(first -> {
                    assertThat(first.serviceDeployments()).hasSize(100);
                    assertThat(first.nextToken()).isEqualTo("100");
                })
                .assertNext(second -> {
                    assertThat(second.serviceDeployments()).hasSize(50);
                    assertThat(second.nextToken()).isNull();
                })
                .verifyComplete();
    }

    @Test
    void aStartingTokenIsWhereTheListBegins() {
        StepVerifier.create(ServiceDeployments.create(ScriptedClient.history(250))
                        .list(r -> r.service("web").nextToken("200"))
                        .count())
                .expectNext(50L)
                .verifyComplete();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "\t"})
    void aBlankTokenEndsTheList(String blank) {
        StepVerifier.create(ScriptedClient.answeringInTurn(List.of(completedFuture(page(List.of(row(0)), blank))))
                        .listArns())
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void anEmptyPageWithATokenContinuesTheList() {
        StepVerifier.create(ScriptedClient.answeringInTurn(List.of(
                                completedFuture(page(List.of(), "a")),
                                completedFuture(page(List.of(row(0)), "b")),
                                completedFuture(page(List.of(), "c")),
                                completedFuture(page(List.of(), "d")),
                                completedFuture(page(List.of(row(1)), "e")),
                                completedFuture(page(List.of(), null))))
                        .listArns())
                .expectNextSequence(arns(2))
                .verifyComplete();
    }

    @Test
    void emptyPagesReachThoseWhoAskForPages() {
        ScriptedClient client = ScriptedClient.answeringInTurn(
                List.of(completedFuture(page(List.of(), "a")), completedFuture(page(List.of(row(0)), null))));

        StepVerifier.create(ServiceDeployments.create(client).pages(r -> r.service("web")))
                .expectNextCount(2)
                .verifyComplete();
    }

    @Test
    void aPageWithoutAListIsAnEmptyPage() {
        StepVerifier.create(ScriptedClient.answeringInTurn(
                                List.of(completedFuture(page(null, "a")), completedFuture(page(List.of(row(0)), null))))
                        .listArns())
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aNullRowIsLeftOutAndDoesNotCountAsDemandMet() {
        StepVerifier.create(
                        ScriptedClient.answeringInTurn(List.of(
                                        completedFuture(page(Arrays.asList(null, row(0), null), "a")),
                                        completedFuture(page(Arrays.asList(row(1), null), null))))
                                .listArns(),
                        2)
                .expectNextSequence(arns(2))
                .verifyComplete();
    }

    @Test
    void aTokenSeenTwiceIsAnErrorThatNamesItAfterTheRowsThatAreNew() {
        ScriptedClient client = ScriptedClient.answeringInTurn(List.of(
                completedFuture(page(List.of(row(0)), "a")),
                completedFuture(page(List.of(row(1)), "b")),
                completedFuture(page(List.of(row(2)), "a"))));

        StepVerifier.create(client.listArns()).expectNextSequence(arns(3)).verifyErrorSatisfies(error -> assertThat(
                        error)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nextToken 'a'"));
        assertThat(client.callCount()).isEqualTo(3);
    }

    @Test
    void theCallersStartingTokenCountsAsSeen() {
        ScriptedClient client =
                ScriptedClient.answeringInTurn(List.of(completedFuture(page(List.of(row(0)), "start"))));

        StepVerifier.create(ServiceDeployments.create(client)
                        .list(r -> r.service("web").nextToken("start")))
                .expectNextCount(1)
                .verifyErrorMessage("The service gave nextToken 'start' for a second time (after 1 different ones):"
                        + " following it would list the same pages for ever.");
    }

    @Test
    void pagesFollowTheSameOptionsAsRows() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedClient client = ScriptedClient.answering(request -> calls.getAndIncrement() == 0
                ? failedFuture(SdkClientException.create("reset"))
                : completedFuture(page(request, 1_000)));
        List<Integer> callsAtPage = new ArrayList<>();

        StepVerifier.create(ServiceDeployments.builder(client)
                        .pageRetry(Retry.max(1))
                        .readAhead(3)
                        .build()
                        .pages(r -> r.service("web").nextToken("500"))
                        .doOnNext(page -> callsAtPage.add(calls.get())))
                .expectNextCount(5)
                .verifyComplete();
        assertThat(callsAtPage).startsWith(1 + 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aMillionPagesThatCompleteSynchronouslyDontGrowTheStack(int readAhead) {
        AtomicLong deepest = new AtomicLong();
        AtomicInteger pages = new AtomicInteger();
        ScriptedClient client = ScriptedClient.answering(request -> {
                    int number = pages.incrementAndGet();
                    if (number % 100_000 == 0) {
                        deepest.accumulateAndGet(StackWalker.getInstance().walk(frames -> frames.count()), Math::max);
                    }
                    return completedFuture(page(List.of(row(number)), number < 1_000_000 ? "" + number : null));
                })
                .withoutLedger();

        StepVerifier.create(ServiceDeployments.builder(client)
                        .readAhead(readAhead)
                        .build()
                        .list(r -> r.service("web"))
                        .count())
                .expectNext(1_000_000L)
                .verifyComplete();
        assertThat(deepest.get()).as("frames at any of the calls").isLessThan(200);
    }

    @Test
    void aMillionPagesForDemandOneByOneDontGrowTheStack() {
        AtomicInteger pages = new AtomicInteger();
        ScriptedClient client = ScriptedClient.answering(request -> {
                    int number = pages.incrementAndGet();
                    return completedFuture(page(List.of(row(number)), number < 1_000_000 ? "" + number : null));
                })
                .withoutLedger();
        List<ServiceDeploymentBrief> last = new ArrayList<>();

        StepVerifier.create(ServiceDeployments.create(client)
                        .list(r -> r.service("web"))
                        .limitRate(1)
                        .takeLast(1)
                        .doOnNext(last::add))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(last).containsExactly(row(1_000_000));
    }
}
