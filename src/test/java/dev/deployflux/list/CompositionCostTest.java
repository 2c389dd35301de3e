package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.docs.CostTable;
import dev.deployflux.docs.CostTable.Cost;
import dev.deployflux.fixture.ScriptedClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the README's table of calls says of the operators behind {@code list}. */
class CompositionCostTest {

    private static final String STREAM = "deployments.list(..)";

    @TestFactory
    Stream<DynamicTest> costsWhatTheReadmeSays() throws IOException {
        Map<String, Cost> published = CostTable.of(STREAM);
        return compositions().entrySet().stream().flatMap(entry -> Stream.of(0, 1, 3)
                .map(readAhead -> DynamicTest.dynamicTest(entry.getKey() + ", readAhead " + readAhead, () -> assertThat(
                                measure(entry.getValue(), readAhead))
                        .isEqualTo(expected(entry.getKey(), published, readAhead)))));
    }

    private static Cost expected(String composition, Map<String, Cost> published, int readAhead) {
        return switch (composition) {
            case "next()" -> new Cost(1 + readAhead, 1 + readAhead);
            case "takeUntil(p)" -> new Cost(1, 1 + readAhead);
            default -> Objects.requireNonNull(published.get(composition), composition);
        };
    }

    @Test
    void theReadmeLeavesNoneOut() throws IOException {
        assertThat(CostTable.of(STREAM).keySet())
                .containsExactlyElementsOf(compositions().keySet());
        for (String takesLessThanItRequests : List.of("next()", "takeUntil(p)")) {
            assertThat(CostTable.of(STREAM).get(takesLessThanItRequests))
                    .isEqualTo(expected(takesLessThanItRequests, Map.of(), 1));
        }
    }

    private static Map<String, Function<Flux<ServiceDeploymentBrief>, Publisher<?>>> compositions() {
        Map<String, Function<Flux<ServiceDeploymentBrief>, Publisher<?>>> all = new LinkedHashMap<>();
        all.put("take(10)", rows -> rows.take(10));
        all.put("take(100)", rows -> rows.take(100));
        all.put("take(101)", rows -> rows.take(101));
        all.put("take(1).next()", rows -> rows.take(1).next());
        all.put("next()", Flux::next);
        all.put("takeUntil(p)", rows -> rows.takeUntil(row -> true));
        all.put("filter(p).take(10)", rows -> rows.filter(row -> true).take(10));
        all.put("limitRate(10)", rows -> rows.limitRate(10));
        all.put("buffer(100)", rows -> rows.buffer(100));
        all.put("concatMap(f)", rows -> rows.concatMap(row -> Mono.never()));
        all.put("flatMap(f, 4)", rows -> rows.flatMap(row -> Mono.never(), 4));
        all.put("flatMap(f)", rows -> rows.flatMap(row -> Mono.never()));
        all.put("publishOn(s, 10)", rows -> rows.publishOn(Schedulers.immediate(), 10));
        all.put("publishOn(s)", rows -> rows.publishOn(Schedulers.immediate()));
        all.put("collectList()", Flux::collectList);
        return all;
    }

    /** For a history of ten full pages. */
    private static Cost measure(Function<Flux<ServiceDeploymentBrief>, Publisher<?>> composition, int readAhead) {
        return new Cost(calls(composition, readAhead, 1), calls(composition, readAhead, Long.MAX_VALUE));
    }

    private static int calls(
            Function<Flux<ServiceDeploymentBrief>, Publisher<?>> composition, int readAhead, long demand) {
        ScriptedClient client = ScriptedClient.history(1_000);
        // All on this thread: what the demand costs has been paid when subscribe returns.
        composition
                .apply(ServiceDeployments.builder(client)
                        .readAhead(readAhead)
                        .build()
                        .list(r -> r.service("web")))
                .subscribe(new CostTable.Asks(demand));
        return client.callCount();
    }
}
