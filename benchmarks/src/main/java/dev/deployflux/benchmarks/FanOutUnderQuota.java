package dev.deployflux.benchmarks;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.Requests;
import dev.deployflux.benchmarks.peers.ExpandedPages;
import dev.deployflux.benchmarks.peers.LimitedPages;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatorClock;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import reactor.core.publisher.Flux;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * 100 services of 3 pages under ECS's quota, a burst of 50 and 20 calls a second, which the simulator enforces; the
 * SDK's client over HTTP, 10 ms a call. Without a throttled call 300 take 12.5 s at best. A service fails with its first
 * throttled call, as the client isn't let try again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
public class FanOutUnderQuota {

    private static final int PAGES = 3;
    private static final int AT_ONCE = 32;

    /** How many services there are. */
    @Param("100")
    public int services;

    private List<ServiceRef> refs;
    private EcsSimulator ecs;
    private EcsAsyncClient client;

    /** What became of the calls, in so many runs. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Calls {
        public long calls;
        public long throttled;
        public long failedServices;
        public long queries;

        private void add(EcsSimulator ecs, long failed) {
            calls += ecs.calls().count();
            throttled += ecs.calls().all().stream()
                    .filter(call -> call.errorCode()
                            .filter("ThrottlingException"::equals)
                            .isPresent())
                    .count();
            failedServices += failed;
            queries++;
        }
    }

    /** A fresh account each time, whose bucket is full. */
    @Setup(Level.Iteration)
    public void start() {
        refs = IntStream.range(0, services)
                .mapToObj(i -> new ServiceRef("prod", "s" + i))
                .toList();
        ecs = EcsSimulator.builder()
                .clock(SimulatorClock.system())
                .throttling(true)
                .start();
        refs.forEach(
                ref -> ecs.cluster(ref.cluster()).service(ref.service()).history(100 * PAGES, Duration.ofHours(1)));
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.latency(Duration.ofMillis(10))).always());
        client = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @TearDown(Level.Iteration)
    public void stop() {
        client.close();
        ecs.close();
    }

    @Benchmark
    public void deployflux(Blackhole blackhole, Calls calls) {
        ServiceDeployments deployments =
                ServiceDeployments.builder(client).quota(ApiQuota.published()).build();
        FanOutOptions options = FanOutOptions.builder().concurrency(AT_ONCE).build();
        Drain.all(deployments.listAll(Flux.fromIterable(refs), r -> {}, options), blackhole, PAGES * services * 100);
        calls.add(ecs, 0);
        Drain.check(calls.throttled, 0);
    }

    /** 20 calls in each second, as its limiter counts. */
    @Benchmark
    public void resilience4j(Blackhole blackhole, Calls calls) {
        RateLimiter limiter = RateLimiter.of(
                "ecs",
                RateLimiterConfig.custom()
                        .limitForPeriod(20)
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .timeoutDuration(Duration.ofMinutes(5))
                        .build());
        Drain.all(
                Flux.fromIterable(refs)
                        .flatMap(service -> LimitedPages.rows(client, Requests.of(service), limiter), AT_ONCE),
                blackhole,
                PAGES * services * 100);
        calls.add(ecs, 0);
    }

    /** No limit but that on services at once. */
    @Benchmark
    public void flatMapOfExpand(Blackhole blackhole, Calls calls) {
        AtomicLong failed = new AtomicLong();
        long rows = Drain.start(
                        Flux.fromIterable(refs)
                                .flatMap(
                                        service -> ExpandedPages.flatMapIterable(client, Requests.of(service))
                                                .onErrorResume(error -> {
                                                    failed.incrementAndGet();
                                                    return Flux.empty();
                                                }),
                                        AT_ONCE),
                        blackhole)
                .count();
        calls.add(ecs, failed.get());
        Drain.check(failed.get(), calls.throttled);
        // In between, as the error overtakes rows that flatMapIterable still holds.
        Drain.checkBetween(rows, 100L * PAGES * (services - failed.get()), 100 * (calls.calls - calls.throttled));
    }
}
