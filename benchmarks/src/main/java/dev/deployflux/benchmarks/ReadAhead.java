package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import dev.deployflux.benchmarks.peers.SdkPaginator;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
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
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Whether fetching and consuming overlap: 40 pages, each 20 ms on its way, to a consumer that works 20 ms on each page.
 * In sequence that is 1,600 ms, at best 820.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class ReadAhead {

    private static final int PAGES = 40;
    private static final int ROWS = 100 * PAGES;
    private static final Duration CALL = Duration.ofMillis(20);
    private static final Duration WORK = Duration.ofMillis(20);

    private MemoryEcs client;

    @Setup
    public void start() {
        client = new MemoryEcs(Rows.history(ROWS, Instant.parse("2026-11-01T00:00:00Z")), Answering.after(CALL));
    }

    @TearDown
    public void stop() {
        client.close();
    }

    @Benchmark
    public void deployflux(Blackhole blackhole) {
        Drain.all(worked(ServiceDeployments.create(client).list(Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    public void deployfluxWithoutReadAhead(Blackhole blackhole) {
        Drain.all(worked(ServiceDeployments.builder(client).readAhead(0).build().list(Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    public void sdkPaginator(Blackhole blackhole) {
        Drain.all(worked(SdkPaginator.rows(client, Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    public void expandFlatMapIterable(Blackhole blackhole) {
        Drain.all(worked(ExpandedPages.flatMapIterable(client, Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    public void expandConcatMapIterable(Blackhole blackhole) {
        Drain.all(worked(ExpandedPages.concatMapIterable(client, Requests.WEB)), blackhole, ROWS);
    }

    /** The work on a thread of its own, behind a queue of 256 rows. */
    @Benchmark
    public void deployfluxPublishedOn(Blackhole blackhole) {
        Drain.all(
                worked(ServiceDeployments.create(client).list(Requests.WEB).publishOn(Schedulers.boundedElastic())),
                blackhole,
                ROWS);
    }

    /** Likewise: its queue of 256 rows is as good as reading ahead, while pages are shorter than that. */
    @Benchmark
    public void sdkPaginatorPublishedOn(Blackhole blackhole) {
        Drain.all(
                worked(SdkPaginator.rows(client, Requests.WEB).publishOn(Schedulers.boundedElastic())),
                blackhole,
                ROWS);
    }

    /** The longer of the two: fetching, with nothing done to the rows. */
    @Benchmark
    public void fetchAlone(Blackhole blackhole) {
        Drain.all(ServiceDeployments.create(client).list(Requests.WEB), blackhole, ROWS);
    }

    /** Blocks the thread that brings rows, as an insert by JDBC does, for each page once. */
    private static Flux<ServiceDeploymentBrief> worked(Flux<ServiceDeploymentBrief> rows) {
        return rows.index((index, row) -> {
            if (index % 100 == 99) {
                sleep();
            }
            return row;
        });
    }

    private static void sleep() {
        try {
            Thread.sleep(WORK.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
