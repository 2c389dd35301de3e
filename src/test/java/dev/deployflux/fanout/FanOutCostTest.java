package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutOptions;
import dev.deployflux.docs.CostTable;
import dev.deployflux.docs.CostTable.Cost;
import dev.deployflux.fixture.ScriptedAccount;
import java.io.IOException;
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
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the README's table of calls says of the operators behind {@code listAll}. */
class FanOutCostTest {

    private static final String STREAM = "deployments.listAll(..)";

    @TestFactory
    Stream<DynamicTest> costsWhatTheReadmeSays() throws IOException {
        Map<String, Cost> published = CostTable.of(STREAM);
        return compositions().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> assertThat(
                                new Cost(calls(entry.getValue(), 1), calls(entry.getValue(), Long.MAX_VALUE)))
                        .isEqualTo(published.get(entry.getKey()))));
    }

    @Test
    void theReadmeLeavesNoneOut() throws IOException {
        assertThat(CostTable.of(STREAM).keySet())
                .containsExactlyElementsOf(compositions().keySet());
    }

    private static Map<String, Function<Flux<ServiceDeploymentBrief>, Publisher<?>>> compositions() {
        Map<String, Function<Flux<ServiceDeploymentBrief>, Publisher<?>>> all = new LinkedHashMap<>();
        all.put("take(1)", rows -> rows.take(1));
        all.put("take(10)", rows -> rows.take(10));
        all.put("limitRate(10)", rows -> rows.limitRate(10));
        all.put("concatMap(f)", rows -> rows.concatMap(row -> Mono.never()));
        all.put("flatMap(f, 4)", rows -> rows.flatMap(row -> Mono.never(), 4));
        all.put("publishOn(s)", rows -> rows.publishOn(Schedulers.immediate()));
        all.put("collectList()", Flux::collectList);
        return all;
    }

    /** Of 20 services of three full pages. All calls that may begin together do, before the first is answered. */
    private static int calls(Function<Flux<ServiceDeploymentBrief>, Publisher<?>> composition, long demand) {
        ScriptedAccount account = new ScriptedAccount().cluster("prod", 20, 300).holding();
        composition
                .apply(account.deployments().listAll(account.services(), r -> {}, FanOutOptions.create()))
                .subscribe(new CostTable.Asks(demand));
        while (!account.underWay().isEmpty()) {
            account.answerOne();
        }
        return account.calls().size();
    }
}
