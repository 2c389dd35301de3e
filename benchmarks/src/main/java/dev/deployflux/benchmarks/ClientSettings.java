package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.ecs.ServerProcess;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/**
 * Settings of the SDK's client, by {@code list} over HTTP as {@link HttpChain} has it, time per row: one chain, and
 * eight at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 3)
@Measurement(iterations = 4, time = 3)
public class ClientSettings {

    private static final int PAGES = 200;
    private static final int ROWS = 100 * PAGES;
    private static final int EIGHT = 8;

    /** What differs from the SDK's defaults. */
    @Param({"defaults", "completeOnEventLoop", "oneCompletionThread", "oneEventLoop", "eightConnections"})
    public String setting;

    private final ExecutorService oneThread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "completion");
        thread.setDaemon(true);
        return thread;
    });
    private ServerProcess server;
    private EcsAsyncClient client;
    private ServiceDeployments deployments;

    @Setup
    public void start() {
        server = ServerProcess.replaying(PAGES);
        client = set(server.clientBuilder()).build();
        deployments = ServiceDeployments.create(client);
    }

    private EcsAsyncClientBuilder set(EcsAsyncClientBuilder builder) {
        return switch (setting) {
            case "defaults" -> builder;
            case "completeOnEventLoop" ->
                builder.asyncConfiguration(
                        c -> c.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
            case "oneCompletionThread" ->
                builder.asyncConfiguration(
                        c -> c.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, oneThread));
            case "oneEventLoop" ->
                builder.httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1)));
            case "eightConnections" ->
                builder.httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(EIGHT)
                        .connectionMaxIdleTime(Duration.ofMinutes(5)));
            default -> throw new IllegalArgumentException(setting);
        };
    }

    @TearDown
    public void stop() {
        client.close();
        server.close();
        oneThread.shutdownNow();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void one(Blackhole blackhole) {
        Drain.all(deployments.list(Requests.WEB), blackhole, ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(EIGHT * ROWS)
    public void eight(Blackhole blackhole) {
        IntStream.range(0, EIGHT)
                .mapToObj(i -> Drain.start(deployments.list(Requests.WEB), blackhole))
                .toList()
                .forEach(drain -> drain.await(ROWS));
    }
}
