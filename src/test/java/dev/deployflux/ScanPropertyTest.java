package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ScriptedHistory.Edges;
import dev.deployflux.ScriptedHistory.Order;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The promise of a scan: the rows of {@code list}, each deployment once, whatever ECS leaves open. */
class ScanPropertyTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.000500Z");

    /** So many rows, evenly over a time before now; of a length of zero all in one instant. */
    record Burst(Duration age, Duration length, int rows) {}

    /** Edges that are the caller's, before now. */
    record Window(@Nullable Duration after, @Nullable Duration before) {

        void in(ListServiceDeploymentsRequest.Builder request) {
            CreatedAt.Builder createdAt = CreatedAt.builder();
            if (after != null) {
                createdAt.after(NOW.minus(after));
            }
            if (before != null) {
                createdAt.before(NOW.minus(before));
            }
            request.createdAt(after == null && before == null ? null : createdAt.build());
        }
    }

    @Property(tries = 600)
    void theRowsOfAListEachOnce(
            @ForAll("bursts") @Size(min = 1, max = 5) List<Burst> bursts,
            @ForAll("windows") Window window,
            @ForAll Order order,
            @ForAll boolean afterInclusive,
            @ForAll boolean beforeInclusive,
            @ForAll @IntRange(min = 1, max = 7) int maxResults,
            @ForAll @IntRange(min = 1, max = 9) int slices,
            @ForAll @IntRange(min = 1, max = 300) int demand,
            @ForAll Random random) {
        ScriptedHistory history = history(bursts, order, new Edges(afterInclusive, beforeInclusive));
        Consumer<ListServiceDeploymentsRequest.Builder> request = r -> {
            r.service("web").maxResults(maxResults);
            window.in(r);
        };

        List<String> listed = new Run(history, random, 0)
                .of(deployments -> deployments.list(request).limitRate(demand));
        List<String> scanned = new Run(history, random, 0)
                .of(deployments -> deployments.scan(request, slices(slices)).limitRate(demand));

        assertThat(scanned).containsExactlyInAnyOrderElementsOf(listed);
    }

    /** Rows that ECS would give whenever asked are found; those that come or go meanwhile may be. */
    @Property(tries = 400)
    void whatIsThereThroughoutIsFoundOnceWhileRowsComeAndChange(
            @ForAll("bursts") @Size(min = 1, max = 5) List<Burst> bursts,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 7) int maxResults,
            @ForAll @IntRange(min = 1, max = 9) int slices,
            @ForAll boolean filtered,
            @ForAll @IntRange(min = 1, max = 50) int percentChanges,
            @ForAll Random random) {
        ScriptedHistory history = history(bursts, order, new Edges(true, true));
        List<String> before = history.arns();

        Run run = new Run(history, random, percentChanges);
        List<String> scanned = run.of(deployments -> deployments.scan(
                r -> r.service("web")
                        .maxResults(maxResults)
                        .statusWithStrings(filtered ? List.of("SUCCESSFUL") : List.of()),
                slices(slices)));

        assertThat(scanned).doesNotHaveDuplicates();
        assertThat(scanned).containsAll(filtered ? run.withoutChanged(before) : before);
        assertThat(history.arns()).containsAll(scanned);
    }

    /** One stream whose calls are answered in any order, while the history changes in so many percent of the steps. */
    private static final class Run {
        private final ScriptedHistory history;
        private final Random random;
        private final int percentChanges;
        private final List<Runnable> underWay = new ArrayList<>();
        private final List<String> changed = new ArrayList<>();

        Run(ScriptedHistory history, Random random, int percentChanges) {
            this.history = history;
            this.random = random;
            this.percentChanges = percentChanges;
        }

        List<String> of(Function<ServiceDeployments, Flux<ServiceDeploymentBrief>> stream) {
            List<String> rows = new ArrayList<>();
            List<String> end = new ArrayList<>();
            ServiceDeployments deployments = ServiceDeployments.create(ScriptedClient.answering(request -> {
                CompletableFuture<ListServiceDeploymentsResponse> answer = new CompletableFuture<>();
                underWay.add(() -> answer.complete(history.answer(request)));
                return answer;
            }));
            stream.apply(deployments)
                    .map(ServiceDeploymentBrief::serviceDeploymentArn)
                    .subscribe(rows::add, error -> end.add(error.toString()), () -> end.add("complete"));
            while (end.isEmpty()) {
                underWay.remove(random.nextInt(underWay.size())).run();
                if (random.nextInt(100) < percentChanges) {
                    change();
                }
            }
            assertThat(end).containsExactly("complete");
            return rows;
        }

        private void change() {
            if (random.nextBoolean()) {
                history.put("new/" + history.arns().size(), NOW.plusMillis(random.nextInt(1_000)), "PENDING");
            } else {
                List<String> arns = history.arns();
                String arn = arns.get(random.nextInt(arns.size()));
                changed.add(arn);
                history.changeStatus(arn, "STOPPED");
            }
        }

        List<String> withoutChanged(List<String> arns) {
            return arns.stream().filter(arn -> !changed.contains(arn)).toList();
        }
    }

    private static ScanOptions slices(int slices) {
        return ScanOptions.builder().slices(slices).clock(() -> NOW).build();
    }

    private static ScriptedHistory history(List<Burst> bursts, Order order, Edges edges) {
        ScriptedHistory history = new ScriptedHistory(order, edges);
        for (Burst burst : bursts) {
            for (int i = 0; i < burst.rows(); i++) {
                Instant start = NOW.minus(burst.age());
                history.put(
                        "old/" + history.arns().size(),
                        start.plus(burst.length().multipliedBy(i).dividedBy(burst.rows())),
                        "SUCCESSFUL");
            }
        }
        return history;
    }

    /** Within one instant, a few milliseconds, a day, or years; on whole milliseconds or between them. */
    @Provide
    Arbitrary<List<Burst>> bursts() {
        Arbitrary<Duration> lengths = Arbitraries.of(
                Duration.ZERO,
                Duration.ofNanos(1_500_000),
                Duration.ofMillis(5),
                Duration.ofDays(1),
                Duration.ofDays(500));
        return Combinators.combine(times(), lengths, Arbitraries.integers().between(1, 60))
                .as(Burst::new)
                .list();
    }

    @Provide
    Arbitrary<Window> windows() {
        return Combinators.combine(times().injectNull(0.4), times().injectNull(0.4))
                .as((one, other) -> one == null || other == null || one.toMillis() > other.toMillis()
                        ? new Window(one, other)
                        : new Window(other.plusMillis(one.equals(other) ? 1 : 0), one));
    }

    /** Some near each other, so that rows lie on edges. */
    private static Arbitrary<Duration> times() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 20).map(Duration::ofMillis),
                Arbitraries.integers().between(0, 200).map(Duration::ofDays),
                Arbitraries.longs()
                        .between(0, Duration.ofDays(3_000).toMillis())
                        .map(Duration::ofMillis));
    }
}
