package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutOptions;
import dev.deployflux.fixture.ScriptedAccount;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Whose turn it is in a fan-out: fair between clusters, or cluster by cluster. */
class FanOutOrderTest {

    private final ScriptedAccount account = new ScriptedAccount();

    private static FanOutOptions concurrency(int services) {
        return FanOutOptions.builder().concurrency(services).build();
    }

    @Test
    void aLargeClusterDoesNotStarveASmallOne() {
        account.cluster("large", 500, 100).cluster("small", 3, 100);

        account.listAll(concurrency(8)).blockLast();

        assertThat(account.calls().subList(0, 6)).contains("small/s1", "small/s2", "small/s3");
        assertThat(account.calls()).hasSize(503);
    }

    @Test
    void clustersShareWhatMayBeUnderWay() {
        account.cluster("a", 100, 100)
                .cluster("b", 100, 100)
                .cluster("c", 100, 100)
                .holding();

        StepVerifier.create(account.listAll(concurrency(9)))
                .expectSubscription()
                .then(() -> {
                    for (String cluster : List.of("a", "b", "c")) {
                        assertThat(account.callCount(cluster)).isEqualTo(3);
                    }
                })
                .then(() -> IntStream.range(0, 30).forEach(i -> account.answerOne()))
                .then(() -> {
                    for (String cluster : List.of("a", "b", "c")) {
                        assertThat(account.callCount(cluster)).isEqualTo(13);
                    }
                })
                .expectNextCount(30 * 100)
                .thenCancel()
                .verify();
    }

    @Test
    void theSmallClusterComesBehindWhatIsTakenAhead() {
        account.cluster("large", 50, 100).cluster("small", 1, 100);

        account.listAll(FanOutOptions.builder().concurrency(1).lookahead(10).build())
                .blockLast();

        assertThat(account.calls().indexOf("small/s1")).isBetween(40, 49);
    }

    @Test
    void rowsCanComeClusterByCluster() {
        account.cluster("b", 10, 250).cluster("a", 10, 250).cluster("c", 1, 5);

        List<String> rows = Objects.requireNonNull(
                account.listAll(FanOutOptions.builder().orderedByCluster(true).build())
                        .collectList()
                        .block());

        assertThat(rows).containsExactlyInAnyOrderElementsOf(account.arns());
        assertThat(Flux.fromIterable(rows)
                        .map(FanOutOrderTest::cluster)
                        .distinctUntilChanged()
                        .toIterable())
                .containsExactly("b", "a", "c");
    }

    private static String cluster(String deploymentArn) {
        int start = deploymentArn.indexOf('/') + 1;
        return deploymentArn.substring(start, deploymentArn.indexOf('/', start));
    }

    @Test
    void anOrderedClusterWaitsForTheLastCallOfTheOneBefore() {
        account.cluster("a", 2, 100).cluster("b", 2, 100).holding();

        StepVerifier.create(account.listAll(
                        FanOutOptions.builder().orderedByCluster(true).build()))
                .expectSubscription()
                .then(account::answerOne)
                .expectNextCount(100)
                .then(() -> assertThat(account.calls()).containsExactly("a/s1", "a/s2"))
                .then(account::answerOne)
                .expectNextCount(100)
                .then(() -> assertThat(account.underWay()).hasSize(2))
                .then(account::answerOne)
                .then(account::answerOne)
                .expectNextCount(200)
                .verifyComplete();
    }
}
