package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a service that fails does to the others, if it doesn't end the stream at once. */
class FanOutFailureTest {

    private static final ServiceRef DENIED = new ServiceRef("prod", "s2");

    private final ScriptedAccount account = new ScriptedAccount();

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
