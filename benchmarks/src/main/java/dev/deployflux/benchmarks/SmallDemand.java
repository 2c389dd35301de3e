package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import dev.deployflux.benchmarks.peers.SdkPaginator;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Ten rows of a long history: the time of a query, and how many API calls it made. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SmallDemand {

    private static final int WANTED = 10;

    /** How ten rows are asked for: by {@code take(10)}, or one at a time and then no more. */
    @Param({"take", "oneByOne"})
    public String demand;

    private final MemoryEcs client =
            new MemoryEcs(Rows.history(100_000, Instant.parse("2026-11-01T00:00:00Z")), Answering.atOnce());
    private final ServiceDeployments deployments = ServiceDeployments.create(client);

    @Benchmark
    public void deployflux(Blackhole blackhole, ApiCalls calls) {
        query(deployments.list(Requests.WEB), blackhole, calls);
    }

    @Benchmark
    public void sdkPaginator(Blackhole blackhole, ApiCalls calls) {
        query(SdkPaginator.rows(client, Requests.WEB), blackhole, calls);
    }

    @Benchmark
    public void expandFlatMapIterable(Blackhole blackhole, ApiCalls calls) {
        query(ExpandedPages.flatMapIterable(client, Requests.WEB), blackhole, calls);
    }

    @Benchmark
    public void expandConcatMapIterable(Blackhole blackhole, ApiCalls calls) {
        query(ExpandedPages.concatMapIterable(client, Requests.WEB), blackhole, calls);
    }

    private void query(Flux<ServiceDeploymentBrief> history, Blackhole blackhole, ApiCalls calls) {
        if (demand.equals("take")) {
            Drain.all(history.take(WANTED), blackhole, WANTED);
        } else {
            OneByOne rows = new OneByOne(blackhole);
            history.subscribe(rows);
            Drain.check(rows.count, WANTED);
            rows.cancel();
        }
        calls.add(client.takeCalls());
    }

    private static final class OneByOne extends BaseSubscriber<ServiceDeploymentBrief> {
        private final Blackhole blackhole;
        private int count;

        OneByOne(Blackhole blackhole) {
            this.blackhole = blackhole;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(ServiceDeploymentBrief row) {
            blackhole.consume(row);
            if (++count < WANTED) {
                request(1);
            }
        }
    }
}
