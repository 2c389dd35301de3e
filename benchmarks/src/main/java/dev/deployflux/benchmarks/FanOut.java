package dev.deployflux.benchmarks;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/**
 * 100 services of 3 pages, 10 ms a call, 32 services at once, no quota. Since each page names the next, that takes four
 * rounds of three calls at best.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
public class FanOut {

    private static final int SERVICES = 100;
    private static final int PAGES = 3;
    private static final int ROWS = 100 * PAGES;
    private static final int AT_ONCE = 32;
    private static final int ROUNDS = PAGES * ((SERVICES + AT_ONCE - 1) / AT_ONCE);

    private final List<ServiceRef> services = IntStream.range(0, SERVICES)
            .mapToObj(i -> new ServiceRef("prod", "s" + i))
            .toList();
    private MemoryEcs client;

    @Setup
    public void start() {
        client = new MemoryEcs(
                Rows.history(ROWS, Instant.parse("2026-11-01T00:00:00Z")), Answering.after(Duration.ofMillis(10)));
    }

    @TearDown
    public void stop() {
        client.close();
    }

    @Benchmark
    public void deployflux(Blackhole blackhole) {
        Drain.all(
                ServiceDeployments.create(client)
                        .listAll(
                                Flux.fromIterable(services),
                                r -> {},
                                FanOutOptions.builder().concurrency(AT_ONCE).build()),
                blackhole,
                SERVICES * ROWS);
    }

    @Benchmark
    public void flatMapOfExpand(Blackhole blackhole) {
        Drain.all(
                Flux.fromIterable(services)
                        .flatMap(service -> ExpandedPages.flatMapIterable(client, Requests.of(service)), AT_ONCE),
                blackhole,
                SERVICES * ROWS);
    }

    /** The ideal: as many calls one after another as there are rounds. */
    @Benchmark
    public void rounds(Blackhole blackhole) {
        ListServiceDeploymentsRequest request = Requests.of(services.get(0));
        for (int i = 0; i < ROUNDS; i++) {
            blackhole.consume(client.listServiceDeployments(request).join());
        }
    }
}
