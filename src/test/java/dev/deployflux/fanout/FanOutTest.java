package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedAccount;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Which calls a fan-out makes, when, and for whom. */
class FanOutTest {

    private final ScriptedAccount account = new ScriptedAccount();

    private static FanOutOptions concurrency(int services) {
        return FanOutOptions.builder().concurrency(services).build();
    }

    @Test
    void allRowsOfAllServicesCome() {
        account.cluster("prod", 20, 250).cluster("empty", 5, 0).cluster("staging", 3, 100);

        List<String> rows =
                account.listAll(FanOutOptions.create()).collectList().block();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(account.arns());
        assertThat(account.calls()).hasSize(20 * 3 + 5 + 3).doesNotHaveDuplicates();
    }

    @Test
    void withoutOptionsTheDefaultsCount() {
        account.cluster("prod", 20, 250);
        ServiceDeployments deployments = account.deployments();
        ListServiceDeploymentsRequest any =
                ListServiceDeploymentsRequest.builder().build();

        for (Flux<ServiceDeploymentBrief> rows : List.of(
                deployments.listAll(account.services()),
                deployments.listAll(account.services(), any),
                deployments.listAll(account.services(), r -> r.maxResults(100)))) {
            assertThat(rows.map(ServiceDeploymentBrief::serviceDeploymentArn)
                            .collectList()
                            .block())
                    .containsExactlyInAnyOrderElementsOf(account.arns());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.listAll(account.services(), r -> r.service("web")))
                .withMessageContaining("leave them unset");
    }

    @Test
    void noServicesAreNoRows() {
        StepVerifier.create(account.listAll(Flux.empty(), FanOutOptions.create()))
                .verifyComplete();
    }

    @Test
    void withoutDemandNothingIsAskedOfAnybody() {
        account.cluster("prod", 20, 100);
        TestPublisher<ServiceRef> services = TestPublisher.create();

        StepVerifier.create(account.listAll(services.flux(), FanOutOptions.create()), 0)
                .expectSubscription()
                .thenCancel()
                .verify();

        services.assertWasNotSubscribed();
        assertThat(account.calls()).isEmpty();
    }

    /** With answers that come at once, a page that brings what is missing is the last. */
    @ParameterizedTest
    @CsvSource({"1, 1", "100, 1", "101, 2", "1000, 10"})
    void demandThatAPageMeetsCostsNoOther(int demand, int calls) {
        account.cluster("prod", 20, 100);

        StepVerifier.create(account.listAll(FanOutOptions.create()), demand)
                .expectNextCount(demand)
                .then(() -> assertThat(account.calls()).hasSize(calls))
                .thenCancel()
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 1", "3, 8, 3", "100, 8, 8", "100, 3, 3", "9223372036854775807, 8, 8"})
    void noMoreCallsAreUnderWayThanRowsAreMissing(long demand, int concurrency, int calls) {
        account.cluster("prod", 20, 100).holding();

        StepVerifier.create(account.listAll(concurrency(concurrency)), demand)
                .expectSubscription()
                .then(() -> assertThat(account.underWay()).hasSize(calls))
                .thenCancel()
                .verify();
    }

    @Test
    void anAnswerMakesRoomForTheNextCall() {
        account.cluster("prod", 20, 0).holding();

        StepVerifier.create(account.listAll(concurrency(4)), 2)
                .expectSubscription()
                .then(account::answerOne)
                .then(() -> assertThat(account.calls()).containsExactly("prod/s1", "prod/s2", "prod/s3"))
                .thenCancel()
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 10", "9223372036854775807, 1000"})
    void noMoreServicesAreTakenAheadThanRowsAreMissing(long demand, int taken) {
        account.cluster("prod", 1, 0).holding();
        List<Long> requested = new ArrayList<>();
        Flux<ServiceRef> services = Flux.<ServiceRef>never().doOnRequest(requested::add);

        StepVerifier.create(account.listAll(services, FanOutOptions.create()), demand)
                .expectSubscription()
                .then(() -> assertThat(requested).containsExactly((long) taken))
                .thenCancel()
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "10, 10", "100, 100"})
    void servicesBeingListedCountAmongThoseThatRowsAreMissingOf(long demand, long taken) {
        account.cluster("prod", 300, 1).holding();
        AtomicLong requested = new AtomicLong();
        Flux<ServiceRef> services = account.services().doOnRequest(requested::addAndGet);

        StepVerifier.create(account.listAll(services, FanOutOptions.create()), demand)
                .expectSubscription()
                .then(() -> assertThat(requested).hasValue(taken))
                .thenCancel()
                .verify();
    }

    @Test
    void rowsThatOnePageOfServicesHasCostNoSecondOne() {
        account.cluster("prod", 300, 1).holding();
        List<String> rows = new ArrayList<>();

        account.listAll(account.deployments().services("prod"), FanOutOptions.create())
                .take(100)
                .subscribe(rows::add);
        while (!account.underWay().isEmpty()) {
            account.answerOne();
        }

        assertThat(rows).hasSize(100);
        assertThat(account.callCount("services of prod")).isEqualTo(1);
    }

    /** The thread that fetches is never idle: while it makes a call, another one brings the page of the call before. */
    @Test
    void rowsAreEmittedWhilePagesKeepArriving() {
        account.cluster("prod", 50, 0);
        List<CompletableFuture<ListServiceDeploymentsResponse>> calls = new ArrayList<>();
        List<Integer> callsAtRow = new CopyOnWriteArrayList<>();
        ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(request -> {
            if (!calls.isEmpty()) {
                CompletableFuture<ListServiceDeploymentsResponse> before = calls.get(calls.size() - 1);
                ListServiceDeploymentsResponse page = calls.size() == 1
                        ? ScriptedClient.page(List.of(ScriptedClient.row(0)), null)
                        : ScriptedClient.page(List.of(), null);
                CompletableFuture.runAsync(() -> before.complete(page)).join();
            }
            CompletableFuture<ListServiceDeploymentsResponse> call = new CompletableFuture<>();
            calls.add(call);
            if (calls.size() == 50) {
                call.complete(ScriptedClient.page(List.of(), null));
            }
            return call;
        }));

        deployments
                .listAll(account.services(), r -> {}, FanOutOptions.create())
                .doOnNext(row -> callsAtRow.add(calls.size()))
                .blockLast();

        assertThat(callsAtRow).containsExactly(2);
    }

    /** Else a slow subscriber would keep the next calls from being made. */
    @Test
    void noRowIsEmittedWhileServicesAreAskedFor() {
        account.cluster("prod", 20, 1);
        AtomicBoolean asking = new AtomicBoolean();
        List<Boolean> whileAsking = new ArrayList<>();
        List<ServiceRef> left =
                new ArrayList<>(account.services().collectList().blockOptional().orElseThrow());
        Flux<ServiceRef> services = Flux.create(sink -> sink.onRequest(n -> {
            asking.set(true);
            if (left.isEmpty()) {
                sink.complete();
            } else {
                sink.next(left.remove(0));
            }
            asking.set(false);
        }));

        account.listAll(services, FanOutOptions.builder().lookahead(1).build())
                .doOnNext(row -> whileAsking.add(asking.get()))
                .blockLast();

        assertThat(whileAsking).hasSize(20).containsOnly(false);
    }

    @Test
    void servicesThatComeLateAreListedWhenTheyCome() {
        account.cluster("prod", 2, 1);
        TestPublisher<ServiceRef> services = TestPublisher.create();

        StepVerifier.create(account.listAll(services.flux(), FanOutOptions.create()))
                .then(() -> services.next(new ServiceRef("prod", "s1")))
                .expectNextCount(1)
                .then(() -> services.next(new ServiceRef("prod", "s2")))
                .expectNextCount(1)
                .then(services::complete)
                .verifyComplete();
    }

    @Test
    void aServiceThatComesTwiceIsListedTwice() {
        account.cluster("prod", 1, 2);

        StepVerifier.create(account.listAll(account.services().repeat(1), FanOutOptions.create()))
                .expectNextCount(4)
                .verifyComplete();
    }

    @Test
    void cancelAbortsEveryCallAndTheServices() {
        account.cluster("prod", 20, 100).holding();
        TestPublisher<ServiceRef> services = TestPublisher.create();

        StepVerifier.create(account.listAll(services.flux(), FanOutOptions.create()))
                .then(() -> services.emit(account.services().toStream().toArray(ServiceRef[]::new)))
                .then(() -> assertThat(account.underWay()).hasSize(8))
                .thenCancel()
                .verify();

        assertThat(account.underWay()).isEmpty();
        assertThat(account.calls()).hasSize(8);
    }

    @Test
    void cancelReachesServicesThatAreStillAwaited() {
        TestPublisher<ServiceRef> services = TestPublisher.create();

        account.listAll(services.flux(), FanOutOptions.create()).subscribe().dispose();

        services.assertCancelled();
    }

    @Test
    void eachSubscriberMakesCallsOfItsOwn() {
        account.cluster("prod", 3, 1);
        Flux<String> rows = account.listAll(FanOutOptions.create());

        rows.blockLast();
        rows.blockLast();

        assertThat(account.calls()).hasSize(6);
    }

    @Test
    void theContextReachesTheServices() {
        account.cluster("prod", 1, 1);
        Flux<ServiceRef> services =
                Flux.deferContextual(context -> Flux.just(new ServiceRef("prod", context.get("who"))));

        StepVerifier.create(account.listAll(services, FanOutOptions.create()).contextWrite(c -> c.put("who", "s1")))
                .expectNextCount(1)
                .verifyComplete();
    }
}
