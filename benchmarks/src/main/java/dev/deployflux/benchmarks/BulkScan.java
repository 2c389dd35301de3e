package dev.deployflux.benchmarks;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.ecs.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** A history of 200 pages, 20 ms a call: along the chain of its tokens, and in slices. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class BulkScan {

    private static final int ROWS = 20_000;
    private static final int CALL_MILLIS = 20;

    /** The service. */
    @State(Scope.Benchmark)
    public static class History {

        /** In this process, or the simulator in another, over HTTP. */
        @Param({"memory", "http"})
        public String line;

        private EcsAsyncClient client;
        private AutoCloseable server = () -> {};
        private ServiceDeployments deployments;
        private final AtomicLong made = new AtomicLong();

        @Setup
        public void start() {
            if (line.equals("memory")) {
                client = new MemoryEcs(
                        Rows.history(ROWS, Instant.now()), Answering.after(Duration.ofMillis(CALL_MILLIS)));
            } else {
                ServerProcess simulator = ServerProcess.simulating(ROWS, CALL_MILLIS);
                server = simulator;
                client = simulator.clientBuilder().build();
            }
            deployments = ServiceDeployments.builder(client)
                    .observer(new CallObserver() {
                        @Override
                        public <T> Mono<T> observe(ApiCall call, Mono<T> answer) {
                            made.incrementAndGet();
                            return answer;
                        }
                    })
                    .build();
        }

        @TearDown
        public void stop() throws Exception {
            client.close();
            server.close();
        }
    }

    /** How many slices are read at once. */
    @State(Scope.Benchmark)
    public static class Slices {
        @Param({"1", "4", "8", "16"})
        public int slices;
    }

    @Benchmark
    public void list(History history, ApiCalls calls, Blackhole blackhole) {
        Drain.all(history.deployments.list(Requests.WEB), blackhole, ROWS);
        calls.add(history.made.getAndSet(0));
    }

    @Benchmark
    public void scan(History history, Slices slices, ApiCalls calls, Blackhole blackhole) {
        ScanOptions options = ScanOptions.builder().slices(slices.slices).build();
        Drain.all(history.deployments.scan(Requests.WEB, options), blackhole, ROWS);
        calls.add(history.made.getAndSet(0));
    }
}
