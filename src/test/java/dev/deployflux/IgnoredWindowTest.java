package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.scan.SimulatedHistory;
import dev.deployflux.scan.SimulatedHistory.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a scan costs at a server that ignores what it is asked for: no more calls than are promised, and rows once. */
class IgnoredWindowTest {

    private static final Instant NOW = SimulatedHistory.NOW;

    private static ScanOptions slices(int slices) {
        return ScanOptions.builder().slices(slices).clock(() -> NOW).build();
    }

    private static int promised(int pages, int slices) {
        return pages + pages / 20 + slices + 12;
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void callsAreAtMostAsPromisedAndRowsComeOnce(Order order) {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            for (int pages : new int[] {1, 2, 3, 4, 5, 6, 7, 10, 30, 100, 300}) {
                for (int slices : new int[] {1, 2, 3, 8, 50}) {
                    IgnorantService service = new IgnorantService(history.createdAt(pages * 10, order), null);
                    Scan scan = new Scan(service, new Random(1));

                    scan.run(r -> r.service("web").maxResults(10), slices);

                    scan.assertRowsOnce();
                    assertThat(scan.calls)
                            .as("%s, %d pages, %d slices", history, pages, slices)
                            .isLessThanOrEqualTo(promised(pages, slices));
                }
            }
        }
    }

    @Property(tries = 500)
    void whateverTheOrderOfAnswers(
            @ForAll SimulatedHistory history,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 300) int pages,
            @ForAll @IntRange(min = 1, max = 12) int slices,
            @ForAll @IntRange(min = 1, max = 7) int maxResults,
            @ForAll boolean unremarkableFirst,
            @ForAll Random random) {
        Scan scan = new Scan(new IgnorantService(history.createdAt(pages * maxResults, order), null), random);
        scan.unremarkableFirst = unremarkableFirst;

        scan.run(r -> r.service("web").maxResults(maxResults), slices);

        scan.assertRowsOnce();
        assertThat(scan.calls).isLessThanOrEqualTo(promised(pages, slices));
    }

    @Property(tries = 100)
    void whateverTheSizeOfPages(
            @ForAll SimulatedHistory history,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 60) int pages,
            @ForAll @IntRange(min = 1, max = 12) int slices,
            @ForAll @IntRange(min = 1, max = 250) int rowsOfPage,
            @ForAll Random random) {
        Scan scan = new Scan(new IgnorantService(history.createdAt(pages * rowsOfPage, order), rowsOfPage), random);

        scan.run(r -> r.service("web"), slices);

        scan.assertRowsOnce();
        assertThat(scan.calls).isLessThanOrEqualTo(promised(pages, slices));
    }

    @Test
    void rowsOutsideTheCallersOwnWindowComeAsFromAListAndCostTheCallsOfOne() {
        Scan scan = new Scan(
                new IgnorantService(SimulatedHistory.EVEN.createdAt(3_000, Order.NEWEST_FIRST), null), new Random(1));

        scan.run(r -> r.service("web").createdAt(c -> c.before(NOW.minus(Duration.ofDays(30)))), 8);

        scan.assertRowsOnce();
        assertThat(scan.calls).isEqualTo(30);
    }

    @Test
    void progressNeverFallsAndEndsWithAll() {
        List<ScanProgress> told = new ArrayList<>();
        IgnorantService service = new IgnorantService(SimulatedHistory.EVEN.createdAt(5_000, Order.OLDEST_FIRST), null);
        ScanOptions options = slices(8).toBuilder().progress(told::add).build();

        ServiceDeployments.create(answering(service))
                .scan(r -> r.service("web"), options)
                .blockLast();

        assertThat(told).extracting(ScanProgress::share).isSorted();
        assertThat(told).filteredOn(each -> each.share() == 1).singleElement().satisfies(last -> assertThat(last.rows())
                .isEqualTo(5_000));
    }

    @Test
    void aPageThatFailsIsAnErrorIfOnlyTheWholeWindowIsLeft() {
        IgnorantService service = new IgnorantService(SimulatedHistory.EVEN.createdAt(5_000, Order.OLDEST_FIRST), null);
        ScriptedClient client = ScriptedClient.answering(request -> "4900".equals(request.nextToken())
                ? CompletableFuture.failedFuture(new IllegalStateException("down"))
                : CompletableFuture.completedFuture(service.answer(request)));

        StepVerifier.create(ServiceDeployments.create(client).scan(r -> r.service("web"), slices(8)))
                .expectNextCount(4_900)
                .verifyErrorMessage("down");
    }

    @Test
    void aServerThatIgnoresTheTokenIsAnErrorThatNamesIt() {
        ScriptedClient client = ScriptedClient.answering(request -> CompletableFuture.completedFuture(
                ScriptedClient.page(List.of(ScriptedClient.row(1), ScriptedClient.row(2)), "first")));

        StepVerifier.create(ServiceDeployments.create(client).scan(r -> r.service("web"), slices(8)))
                .expectNextCount(2)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("'first'"));
        assertThat(client.callCount()).isEqualTo(2);
    }

    private static ScriptedClient answering(IgnorantService service) {
        return ScriptedClient.answering(request -> CompletableFuture.completedFuture(service.answer(request)));
    }

    /** A scan whose calls are answered in any order. */
    private static final class Scan {
        private final IgnorantService service;
        private final Random random;
        private final List<UnderWay> underWay = new ArrayList<>();
        private final List<@Nullable String> arns = new ArrayList<>();
        private final List<String> end = new ArrayList<>();
        private int calls;

        /** Whether slices that the first row lies in, whose first page gives nothing away, are always quickest. */
        private boolean unremarkableFirst;

        Scan(IgnorantService service, Random random) {
            this.service = service;
            this.random = random;
        }

        void run(Consumer<ListServiceDeploymentsRequest.Builder> request, int slices) {
            ScriptedClient client = ScriptedClient.answering(call -> {
                        calls++;
                        CompletableFuture<ListServiceDeploymentsResponse> answer = new CompletableFuture<>();
                        underWay.add(new UnderWay(call, answer));
                        return answer;
                    })
                    .withoutLedger();
            ServiceDeployments.create(client)
                    .scan(request, slices(slices))
                    .map(ServiceDeploymentBrief::serviceDeploymentArn)
                    .subscribe(arns::add, error -> end.add(error.toString()), () -> end.add("complete"));
            while (end.isEmpty()) {
                UnderWay next = underWay.get(random.nextInt(underWay.size()));
                if (unremarkableFirst) {
                    next = underWay.stream()
                            .filter(each -> each.includes(service.createdAt().get(0)))
                            .reduce((one, later) -> later)
                            .orElse(next);
                }
                underWay.remove(next);
                next.answer().complete(service.answer(next.call()));
            }
        }

        void assertRowsOnce() {
            assertThat(end).containsExactly("complete");
            assertThat(arns).doesNotHaveDuplicates().hasSize(service.createdAt().size());
        }
    }

    private record UnderWay(
            ListServiceDeploymentsRequest call, CompletableFuture<ListServiceDeploymentsResponse> answer) {

        boolean includes(long milli) {
            return new ScriptedHistory.Edges(true, true).include(call.createdAt(), Instant.ofEpochMilli(milli));
        }
    }
}
