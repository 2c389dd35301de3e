package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.RollingOut;
import dev.deployflux.benchmarks.peers.IntervalPoll;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * A pass over 1,000 services whose 10,000 listed rows are all known and unchanged, out of memory, time per row. Each pass
 * makes 1,000 calls, so a tenth of its time goes into a call for ten rows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WatchPass.ROWS)
@Fork(3)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class WatchPass {

    private static final int SERVICES = 1_000;
    private static final int ROWS_EACH = 10;
    static final int ROWS = SERVICES * ROWS_EACH;

    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final List<ServiceRef> services = IntStream.range(0, SERVICES)
            .mapToObj(i -> new ServiceRef("prod", "s" + i))
            .toList();
    private final VirtualDay day = new VirtualDay();
    private final RollingOut client = new RollingOut(SERVICES, ROWS_EACH, VirtualDay.START.minusSeconds(600));
    private Disposable watch = () -> {};
    private long came;

    @TearDown
    public void stop() {
        watch.dispose();
        day.close();
    }

    /** A pass brings the bookmark of each service, and no news. */
    @State(Scope.Benchmark)
    public static class Watched {
        @Setup
        public void start(WatchPass pass) {
            pass.watch = DeploymentWatcher.builder(ServiceDeployments.create(pass.client))
                    .interval(INTERVAL)
                    .idleInterval(INTERVAL)
                    .jitter(0)
                    .details(false) // what a pass costs, and not a look beside it
                    .lookupInterval(Duration.ofDays(1_000))
                    .scheduler(pass.day.scheduler())
                    .clock(pass.day::now)
                    .build()
                    .watch(Flux.fromIterable(pass.services))
                    .subscribe(event -> pass.came += event instanceof DeploymentEvent.PassCompleted ? 1 : 1_000_000);
            pass.day.pass(INTERVAL.multipliedBy(2)); // the first passes are spread over 50 s
        }
    }

    /** A pass brings every row. */
    @State(Scope.Benchmark)
    public static class Polled {
        @Setup
        public void start(WatchPass pass) {
            pass.watch = IntervalPoll.rows(pass.client, pass.services, INTERVAL, pass.day.scheduler())
                    .subscribe(row -> pass.came++);
            pass.day.pass(INTERVAL.multipliedBy(2));
        }
    }

    /** A pass brings nothing. */
    @State(Scope.Benchmark)
    public static class PolledDistinct {
        @Setup
        public void start(WatchPass pass) {
            pass.watch = IntervalPoll.changes(pass.client, pass.services, INTERVAL, pass.day.scheduler())
                    .subscribe(row -> pass.came++);
            pass.day.pass(INTERVAL.multipliedBy(2));
            Drain.check(pass.came, ROWS);
        }
    }

    @Benchmark
    public void deployflux(Watched watched) {
        pass(SERVICES);
    }

    @Benchmark
    public void interval(Polled polled) {
        pass(ROWS);
    }

    @Benchmark
    public void intervalDistinct(PolledDistinct polled) {
        pass(0);
    }

    private void pass(long expected) {
        came = 0;
        day.pass(INTERVAL);
        Drain.check(came, expected);
    }
}
