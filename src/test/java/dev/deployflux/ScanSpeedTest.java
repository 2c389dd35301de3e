package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ScriptedHistory.Edges;
import dev.deployflux.ScriptedHistory.Order;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** How much sooner a scan is done than a list, in virtual time: calls of 20 ms and nothing else take any. */
class ScanSpeedTest {

    private static final Duration CALL = Duration.ofMillis(20);
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final int PAGES = 200;

    record Cost(long calls, int rounds, long rows) {}

    @ParameterizedTest
    @CsvSource({
        "NEWEST_FIRST, 8, 6.5",
        "NEWEST_FIRST, 16, 11",
        "OLDEST_FIRST, 8, 6.5",
        "OLDEST_FIRST, 16, 11",
        "SHUFFLED, 8, 4"
    })
    void aScanIsSoManyTimesAsFastAsAList(Order order, int slices, double times) {
        ScanOptions options =
                ScanOptions.builder().slices(slices).clock(() -> NOW).build();

        Cost list = measure(order, deployments -> deployments.list(r -> r.service("web")));
        Cost scan = measure(order, deployments -> deployments.scan(r -> r.service("web"), options));

        assertThat(list).isEqualTo(new Cost(PAGES, PAGES, PAGES * 100L));
        assertThat(scan.rows()).isEqualTo(list.rows());
        assertThat((double) list.rounds() / scan.rounds()).isGreaterThanOrEqualTo(times);
        assertThat(scan.calls()).isLessThanOrEqualTo(PAGES + PAGES / 20 + 12 + slices);
    }

    private static Cost measure(Order order, Function<ServiceDeployments, Flux<ServiceDeploymentBrief>> stream) {
        ScriptedHistory history = evenHistory(order);
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        ScriptedClient client = ScriptedClient.answering(request ->
                Mono.delay(CALL, time).map(passed -> history.answer(request)).toFuture());
        Mono<Long> count = stream.apply(ServiceDeployments.create(client)).count();

        var rows = count.toFuture();
        int rounds = 0;
        while (!rows.isDone()) {
            time.advanceTimeBy(CALL);
            rounds++;
        }
        return new Cost(client.callCount(), rounds, rows.join());
    }

    private static ScriptedHistory evenHistory(Order order) {
        ScriptedHistory history = new ScriptedHistory(order, new Edges(true, false));
        int rows = PAGES * 100;
        for (int i = 0; i < rows; i++) {
            history.put(
                    "arn/" + i,
                    NOW.minus(Duration.ofDays(90).multipliedBy(2L * i + 1).dividedBy(2L * rows)),
                    "SUCCESSFUL");
        }
        return history;
    }
}
