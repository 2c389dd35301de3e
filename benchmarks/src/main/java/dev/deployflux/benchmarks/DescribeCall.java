package dev.deployflux.benchmarks;

import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.ServerProcess;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;

/**
 * A call of the SDK's client over HTTP on loopback: DescribeServices of ten services, as the detector makes it, and the list of
 * an idle service, of which it saves ten. The server is another process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
// The SDK's path through a call is long, and takes half a minute to be compiled.
@Warmup(iterations = 8, time = 3)
@Measurement(iterations = 4, time = 3)
public class DescribeCall {

    private static final DescribeServicesRequest TEN = DescribeServicesRequest.builder()
            .cluster("prod")
            .services(IntStream.range(0, 10).mapToObj(i -> "service-" + i).toList())
            .build();

    /** How many each service has. */
    @Param({"5", "100"})
    public int events;

    private ServerProcess server;
    private EcsAsyncClient client;

    /** What came on the wire in so many calls, without headers. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Wire {
        public long bytes;
        public long queries;
    }

    @Setup
    public void start() {
        server = ServerProcess.describing(events);
        client = server.clientBuilder().build();
    }

    @TearDown
    public void stop() {
        client.close();
        server.close();
    }

    @Benchmark
    public void describe(Wire wire) {
        Drain.check(
                client.describeServices(TEN).join().services().stream()
                        .mapToInt(service -> service.events().size())
                        .sum(),
                10L * events);
        wire.bytes += server.bytes();
        wire.queries++;
    }

    @Benchmark
    public void list() {
        Drain.check(
                client.listServiceDeployments(Requests.WEB)
                        .join()
                        .serviceDeployments()
                        .size(),
                1);
    }
}
