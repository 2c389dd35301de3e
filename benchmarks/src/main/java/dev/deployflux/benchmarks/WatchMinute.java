package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.QuietAccount;
import dev.deployflux.benchmarks.peers.DescribePoll;
import dev.deployflux.benchmarks.peers.IntervalPoll;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.ServiceFingerprints;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * A minute of a watch of idle services, of which one in a hundred deploys, out of memory and without a quota: how many calls
 * that takes, and the time of all that isn't a call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class WatchMinute {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration HINTED_INTERVAL = Duration.ofMinutes(10);

    /** Until the detector lists each service evenly over time. */
    private static final int MINUTES_BEFORE = 32;

    private static final int LIFE_MINUTES = 5;

    /** How many services there are. */
    @Param({"1000", "10000"})
    public int services;

    private final VirtualDay day = new VirtualDay();
    private final Sinks.Many<ServiceRef> events = Sinks.many().multicast().directBestEffort();
    private final Deque<ServiceRef> inFlight = new ArrayDeque<>();
    private QuietAccount client;
    private Disposable watch = () -> {};
    private int next;
    private long begun;
    private long came;

    /** What was called in so many minutes. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Calls {
        public long calls;
        public long describedServices;
        public long queries;
    }

    @Setup
    public void start() {
        client = new QuietAccount(services, VirtualDay.START);
        for (int i = 0; i < Math.max(1, services / 100); i++) {
            begin();
        }
    }

    @TearDown
    public void stop() {
        watch.dispose();
        day.close();
    }

    private void watch(UnaryOperator<DeploymentWatcherBuilder> options) {
        DeploymentWatcherBuilder watcher = DeploymentWatcher.builder(ServiceDeployments.create(client))
                .idleInterval(INTERVAL)
                .lookupInterval(Duration.ofDays(1_000))
                .scheduler(day.scheduler())
                .clock(day::now);
        polls(options.apply(watcher)
                .build()
                .watch(Flux.fromIterable(client.services()))
                .doOnNext(event -> came += isNew(event) ? 1 : 0));
    }

    private static boolean isNew(DeploymentEvent event) {
        return event instanceof DeploymentEvent.Seen seen && seen.origin() == Origin.LIVE;
    }

    private void polls(Flux<?> changes) {
        watch = changes.subscribe();
        for (int i = 0; i < MINUTES_BEFORE; i++) {
            pass();
        }
        begun = 0;
        came = 0;
    }

    /** Lists alone. */
    @State(Scope.Benchmark)
    public static class Lists {
        @Setup
        public void start(WatchMinute minute) {
            minute.watch(watcher -> watcher);
        }
    }

    /** DescribeServices, and lists of what has changed. */
    @State(Scope.Benchmark)
    public static class Detector {
        @Setup
        public void start(WatchMinute minute) {
            minute.watch(watcher -> watcher.detector(ServiceFingerprints.create()));
        }
    }

    /** Lists of what events name, and of each every ten minutes. */
    @State(Scope.Benchmark)
    public static class Hints {
        @Setup
        public void start(WatchMinute minute) {
            minute.watch(watcher -> watcher.hints(minute.events.asFlux()).idleInterval(HINTED_INTERVAL));
        }
    }

    /** DescribeServices in a loop. */
    @State(Scope.Benchmark)
    public static class DescribeLoop {
        @Setup
        public void start(WatchMinute minute) {
            minute.polls(DescribePoll.changes(minute.client, minute.client.services(), INTERVAL, minute.day.scheduler())
                    .doOnNext(
                            each -> minute.came += each.rolloutState() == DeploymentRolloutState.IN_PROGRESS ? 1 : 0));
        }
    }

    /** ListServiceDeployments in a loop. */
    @State(Scope.Benchmark)
    public static class ListLoop {
        @Setup
        public void start(WatchMinute minute) {
            minute.polls(IntervalPoll.changes(minute.client, minute.client.services(), INTERVAL, minute.day.scheduler())
                    .doOnNext(each -> minute.came += each.status() == ServiceDeploymentStatus.IN_PROGRESS ? 1 : 0));
        }
    }

    @Benchmark
    public void lists(Lists lists, Calls calls) {
        minute(calls);
    }

    @Benchmark
    public void detector(Detector detector, Calls calls) {
        minute(calls);
    }

    @Benchmark
    public void hints(Hints hints, Calls calls) {
        minute(calls);
    }

    @Benchmark
    public void describeLoop(DescribeLoop loop, Calls calls) {
        minute(calls);
    }

    @Benchmark
    public void listLoop(ListLoop loop, Calls calls) {
        minute(calls);
    }

    private void minute(Calls calls) {
        client.takeDeploymentCalls();
        client.takeServiceCalls();
        pass();
        calls.calls += client.takeDeploymentCalls();
        calls.describedServices += client.takeServiceCalls();
        calls.queries++;
        // What began in the last interval or two is still to be told.
        Drain.checkBetween(came, begun - 2L * perMinute(), begun + 2L * perMinute());
    }

    private int perMinute() {
        return Math.max(1, services / 100 / LIFE_MINUTES);
    }

    private void pass() {
        for (int second = 0, told = 0; second < INTERVAL.toSeconds(); second++) {
            for (; told * INTERVAL.toSeconds() <= (long) second * perMinute() && told < perMinute(); told++) {
                end();
                begin();
            }
            day.pass(SECOND);
        }
    }

    private void begin() {
        ServiceRef service = client.services().get(next++ % services);
        client.begin(service, day.now());
        inFlight.add(service);
        begun++;
        events.tryEmitNext(service);
    }

    private void end() {
        ServiceRef service = inFlight.remove();
        client.end(service, day.now());
        events.tryEmitNext(service);
    }
}
