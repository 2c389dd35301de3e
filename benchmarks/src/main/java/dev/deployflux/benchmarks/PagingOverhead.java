package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import dev.deployflux.benchmarks.peers.SdkPaginator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What paging itself costs: 1,000 pages of 100 rows out of memory, time per row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(PagingOverhead.ROWS)
// A larger stack, as the SDK's paginator recurses where calls complete at once, and dies without a signal at some
// depth.
@Fork(value = 3, jvmArgsAppend = "-Xss16m")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PagingOverhead {

    static final int ROWS = 100_000;

    /** When a page completes. */
    @Param({"atOnce", "onAnotherThread"})
    public String page;

    private final List<ServiceDeploymentBrief> rows = Rows.history(ROWS, Instant.parse("2026-11-01T00:00:00Z"));
    private MemoryEcs client;
    private ServiceDeployments deployments;

    @Setup
    public void start() {
        client = new MemoryEcs(rows, page.equals("atOnce") ? Answering.atOnce() : Answering.onAnotherThread());
        deployments = ServiceDeployments.create(client);
    }

    @TearDown
    public void stop() {
        client.close();
    }

    @Benchmark
    public void deployflux(Blackhole blackhole) {
        Drain.all(deployments.list(Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    public void sdkPaginator(Blackhole blackhole) {
        Drain.all(SdkPaginator.rows(client, Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    public void expandFlatMapIterable(Blackhole blackhole) {
        Drain.all(ExpandedPages.flatMapIterable(client, Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    public void expandConcatMapIterable(Blackhole blackhole) {
        Drain.all(ExpandedPages.concatMapIterable(client, Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    public void blockingLoop(Blackhole blackhole) {
        long count = 0;
        String token = null;
        do {
            ListServiceDeploymentsResponse page = client.listServiceDeployments(
                            Requests.WEB.toBuilder().nextToken(token).build())
                    .join();
            for (ServiceDeploymentBrief row : page.serviceDeployments()) {
                count++;
                blackhole.consume(row);
            }
            token = page.nextToken();
        } while (token != null);
        Drain.check(count, ROWS);
    }

    /** The floor: no pages. */
    @Benchmark
    public void fromIterable(Blackhole blackhole) {
        Drain.all(Flux.fromIterable(rows), blackhole, ROWS);
    }
}
