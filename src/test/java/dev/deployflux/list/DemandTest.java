package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The ledger of calls: what each demand costs, and when. */
class DemandTest {

    private static final int PAGES = 10;
    private final ScriptedClient client = ScriptedClient.history(PAGES * 100);

    private ServiceDeployments deployments(int readAhead) {
        return ServiceDeployments.builder(client).readAhead(readAhead).build();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1", "1, 1, 1", "1, 3, 1",
        "99, 0, 1", "99, 1, 1", "99, 3, 1",
        "100, 0, 1", "100, 1, 1", "100, 3, 1",
        "101, 0, 2", "101, 1, 2", "101, 3, 2",
        "1000, 0, 10", "1000, 1, 10", "1000, 3, 10",
        "9223372036854775807, 0, 10", "9223372036854775807, 1, 10", "9223372036854775807, 3, 10",
    })
    void demandCostsTheCallsItNeedsWhateverTheReadAhead(long demand, int readAhead, int calls) {
        long rows = Math.min(demand, PAGES * 100);

        StepVerifier.create(deployments(readAhead).list(r -> r.service("web")), 0)
                .expectSubscription()
                .then(() -> assertThat(client.callCount()).isZero())
                .thenRequest(demand)
                .expectNextCount(rows)
                .then(() -> assertThat(client.callCount()).isEqualTo(calls))
                .thenCancel()
                .verify();

        assertThat(client.callCount()).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void noDemandCostsNoCall(int readAhead) {
        StepVerifier.create(deployments(readAhead).list(r -> r.service("web")), 0)
                .expectSubscription()
                .thenCancel()
                .verify();

        assertThat(client.callCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void demandOneByOneCostsACallAHundredRows(int readAhead) {
        List<Integer> callsAtRow = new ArrayList<>();
        deployments(readAhead).list(r -> r.service("web")).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(ServiceDeploymentBrief row) {
                callsAtRow.add(client.callCount());
                request(1);
            }
        });

        assertThat(callsAtRow).hasSize(1_000);
        assertThat(callsAtRow.get(0)).isEqualTo(1);
        assertThat(callsAtRow.get(99)).isEqualTo(1);
        assertThat(callsAtRow.get(100)).isEqualTo(2);
        assertThat(callsAtRow.get(999)).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "1, 2, 3", "3, 4, 5", "100, 10, 10"})
    void unboundedDemandHasThePagesAheadOnTheirWayBeforeTheFirstRow(int readAhead, int atFirstRow, int atRow101) {
        List<Integer> callsAtRow = new ArrayList<>();
        deployments(readAhead)
                .list(r -> r.service("web"))
                .doOnNext(row -> callsAtRow.add(client.callCount()))
                .blockLast();

        assertThat(callsAtRow.get(0)).isEqualTo(atFirstRow);
        assertThat(callsAtRow.get(99)).as("the last row of the first page").isEqualTo(atFirstRow);
        assertThat(callsAtRow.get(100)).isEqualTo(atRow101);
    }

    @Test
    void theDefaultReadAheadIsOnePage() {
        List<Integer> callsAtRow = new ArrayList<>();
        ServiceDeployments.create(client)
                .list(r -> r.service("web"))
                .doOnNext(row -> callsAtRow.add(client.callCount()))
                .blockLast();

        assertThat(callsAtRow.get(0)).isEqualTo(2);
    }

    @Test
    void demandThatGrowsWhileAPageIsUnderWayIsCounted() {
        HeldCalls held = new HeldCalls(1_000);
        StepVerifier.create(ServiceDeployments.create(held.client()).list(r -> r.service("web")), 0)
                .thenRequest(1)
                .thenRequest(100)
                .then(() -> assertThat(held.count()).as("one call at a time").isEqualTo(1))
                .then(() -> held.answer(1))
                .expectNextCount(100)
                .then(() -> assertThat(held.count()).isEqualTo(2))
                .then(() -> held.answer(2))
                .expectNextCount(1)
                .thenRequest(Long.MAX_VALUE)
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(99)
                .then(() -> assertThat(held.count()).isEqualTo(3))
                .thenCancel()
                .verify();
    }

    @Test
    void shortPagesAreFollowedUntilTheDemandIsMet() {
        StepVerifier.create(
                        ServiceDeployments.create(client)
                                .list(r -> r.service("web").maxResults(4)),
                        10)
                .expectNextCount(10)
                .then(() -> assertThat(client.callCount()).isEqualTo(3))
                .thenCancel()
                .verify();
    }

    @Test
    void demandForPagesCountsPages() {
        StepVerifier.create(deployments(3).pages(r -> r.service("web")), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(client.callCount()).isEqualTo(1))
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> assertThat(client.callCount()).isEqualTo(3))
                .thenRequest(7)
                .expectNextCount(7)
                .verifyComplete();
        assertThat(client.callCount()).isEqualTo(PAGES);
    }

    @Test
    void theLastRowCompletesWithoutFurtherDemand() {
        StepVerifier.create(deployments(1).list(r -> r.service("web")), 1_000)
                .expectNextCount(1_000)
                .verifyComplete();
        assertThat(client.callCount()).isEqualTo(PAGES);
    }

    @Test
    void eachSubscriberMakesCallsOfItsOwn() {
        var list = deployments(1).list(r -> r.service("web"));

        assertThat(list.count().block()).isEqualTo(1_000);
        assertThat(list.count().block()).isEqualTo(1_000);
        assertThat(client.callCount()).isEqualTo(2 * PAGES);
    }
}
