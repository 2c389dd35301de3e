package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.BareHttp;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.ServerProcess;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import dev.deployflux.benchmarks.peers.SdkPaginator;
import dev.deployflux.webflux.DeploymentView;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SDK's client over HTTP on loopback, 200 pages of 100 rows of some 47 KB, time per row: one chain whose rows are
 * counted, one whose rows are written as JSON, and eight at once. The server is another process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
// The SDK's path through a call is long, and takes half a minute to be compiled.
@Warmup(iterations = 8, time = 3)
@Measurement(iterations = 4, time = 3)
public class HttpChain {

    private static final JsonMapper JSON = new JsonMapper();

    static final int PAGES = 200;
    static final int ROWS = 100 * PAGES;
    static final int EIGHT = 8;

    private ServerProcess server;
    private EcsAsyncClient client;
    private ServiceDeployments deployments;
    private BareHttp bare;

    @Setup
    public void start() {
        server = ServerProcess.replaying(PAGES);
        client = server.clientBuilder().build();
        deployments = ServiceDeployments.create(client);
        bare = new BareHttp(server.endpoint(), server.tokens());
    }

    @TearDown
    public void stop() {
        client.close();
        server.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void deployflux(Blackhole blackhole) {
        Drain.all(deployments.list(Requests.WEB), blackhole, ROWS);
    }

    /** How long each of the two has taken. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Turns {
        public double deployfluxNanos;
        public double paginatorNanos;
    }

    /** One behind the other, so that what the machine does beside is the same for both: the ratio is what counts. */
    @Benchmark
    @OperationsPerInvocation(2 * ROWS)
    public void inTurn(Turns turns, Blackhole blackhole) {
        long began = System.nanoTime();
        Drain.all(SdkPaginator.rows(client, Requests.WEB), blackhole, ROWS);
        long between = System.nanoTime();
        Drain.all(deployments.list(Requests.WEB), blackhole, ROWS);
        turns.paginatorNanos += between - began;
        turns.deployfluxNanos += System.nanoTime() - between;
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void deployfluxToJson(Blackhole blackhole) {
        Drain.all(asJson(deployments.list(Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void sdkPaginator(Blackhole blackhole) {
        Drain.all(SdkPaginator.rows(client, Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void sdkPaginatorToJson(Blackhole blackhole) {
        Drain.all(asJson(SdkPaginator.rows(client, Requests.WEB)), blackhole, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void expandFlatMapIterable(Blackhole blackhole) {
        Drain.all(ExpandedPages.flatMapIterable(client, Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void expandFlatMapIterableToJson(Blackhole blackhole) {
        Drain.all(asJson(ExpandedPages.flatMapIterable(client, Requests.WEB)), blackhole, ROWS);
    }

    /** A limit: the same bytes, unparsed. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void bareBytes(Blackhole blackhole) {
        Drain.check(bare.bytes(blackhole).block(), server.bytes());
    }

    /** A limit: the same bytes, parsed into nothing. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void bareParse(Blackhole blackhole) {
        Drain.check(bare.parsed(blackhole).block(), ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(EIGHT * ROWS)
    public void eightDeployflux(Blackhole blackhole) {
        eight(() -> deployments.list(Requests.WEB), blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(EIGHT * ROWS)
    public void eightSdkPaginator(Blackhole blackhole) {
        eight(() -> SdkPaginator.rows(client, Requests.WEB), blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(EIGHT * ROWS)
    public void eightExpandFlatMapIterable(Blackhole blackhole) {
        eight(() -> ExpandedPages.flatMapIterable(client, Requests.WEB), blackhole);
    }

    /** What an endpoint does with rows. */
    private static Flux<byte[]> asJson(Flux<ServiceDeploymentBrief> rows) {
        return rows.map(row -> JSON.writeValueAsBytes(DeploymentView.of(row)));
    }

    private static void eight(Supplier<Publisher<?>> chain, Blackhole blackhole) {
        IntStream.range(0, EIGHT)
                .mapToObj(i -> Drain.start(chain.get(), blackhole))
                .toList()
                .forEach(drain -> drain.await(ROWS));
    }
}
