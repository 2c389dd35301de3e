package dev.deployflux.details;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.docs.CostTable;
import dev.deployflux.docs.CostTable.Cost;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the guide's table of calls says of the operators behind {@code details}. */
class DetailsCostTest {

    private static final String STREAM = "rows.transformDeferred(deployments.details())";

    @TestFactory
    Stream<DynamicTest> costsWhatTheGuideSays() {
        Map<String, Cost> published = CostTable.of(STREAM);
        return compositions().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> assertThat(
                                new Cost(calls(entry.getValue(), 1), calls(entry.getValue(), Long.MAX_VALUE)))
                        .isEqualTo(published.get(entry.getKey()))));
    }

    @Test
    void theGuideLeavesNoneOut() {
        assertThat(CostTable.of(STREAM).keySet())
                .containsExactlyElementsOf(compositions().keySet());
    }

    private static Map<String, Function<Flux<String>, Publisher<?>>> compositions() {
        Map<String, Function<Flux<String>, Publisher<?>>> all = new LinkedHashMap<>();
        all.put("take(1)", rows -> rows.take(1));
        all.put("take(20)", rows -> rows.take(20));
        all.put("take(21)", rows -> rows.take(21));
        all.put("next()", Flux::next);
        all.put("filter(p).take(10)", rows -> rows.filter(row -> true).take(10));
        all.put("limitRate(10)", rows -> rows.limitRate(10));
        all.put("limitRate(20, 0)", rows -> rows.limitRate(20, 0));
        all.put("buffer(20)", rows -> rows.buffer(20));
        all.put("concatMap(f)", rows -> rows.concatMap(Mono::just));
        all.put("limitRate(20, 0).concatMap(f)", rows -> rows.limitRate(20, 0).concatMap(Mono::just));
        all.put("flatMap(f)", rows -> rows.flatMap(Mono::just));
        all.put("publishOn(s)", rows -> rows.publishOn(Schedulers.immediate()));
        all.put("collectList()", Flux::collectList);
        return all;
    }

    /** For 200 rows that are there. */
    private static int calls(Function<Flux<String>, Publisher<?>> composition, long demand) {
        DescribingClient ecs = new DescribingClient();
        composition.apply(ecs.details(DescribingClient.rows(200))).subscribe(new CostTable.Asks(demand));
        return ecs.calls().size();
    }
}
