package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.RollingOut;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.benchmarks.peers.PlainStream;
import dev.deployflux.benchmarks.redis.RedisProcess;
import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.FeedValue;
import dev.deployflux.watch.Origin;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
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
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * From the poll that finds a change to the last of three replicas that tells it, by a Redis on loopback: the poller writes to the
 * log, and the others read it. A change is three events: a deployment's end, another's beginning, and the bookmark.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReplicatedFeed {

    private static final int REPLICAS = 3;
    private static final int SERVICES = 100;
    private static final int EVENTS = 3;
    static final int MANY = SERVICES * EVENTS;

    private static final int GIVE_UP = 60_000;
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(1_000);

    /** Gets a permit for each event that a replica tells. */
    private final Semaphore told = new Semaphore(0);

    private void await(int events, Runnable meanwhile) {
        try {
            for (int tries = 0; !told.tryAcquire(events * REPLICAS, 1, TimeUnit.MILLISECONDS); tries++) {
                if (tries == GIVE_UP) {
                    throw new IllegalStateException(told.availablePermits() + " of " + events * REPLICAS + " came");
                }
                meanwhile.run();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Three replicas of an application, in one JVM and on one virtual time, each with a client of Redis of its own. */
    public abstract static class Replicas {
        private final int watched;
        private final VirtualDay day = new VirtualDay();
        private final RollingOut ecs = new RollingOut(SERVICES, 1, VirtualDay.START.minusSeconds(600));
        private final List<DeploymentFeed> feeds = new ArrayList<>();
        private final List<RedisClient> clients = new ArrayList<>();
        private final RedisProcess redis = RedisProcess.start();

        Replicas(int watched) {
            this.watched = watched;
        }

        @Setup
        public void start(ReplicatedFeed benchmark) {
            DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(ecs))
                    .interval(INTERVAL)
                    .idleInterval(INTERVAL)
                    .jitter(0)
                    .details(false)
                    .lookupInterval(FOR_EVER)
                    .since(REMEMBERED)
                    .overlap(INTERVAL)
                    .scheduler(day.scheduler())
                    .clock(day::now)
                    .build();
            Flux<ServiceRef> services =
                    Flux.range(0, watched).map(i -> new ServiceRef("prod", "s" + i));
            Semaphore live = new Semaphore(0);
            for (int i = 0; i < REPLICAS; i++) {
                RedisClient client = RedisClient.create(redis.uri());
                clients.add(client);
                DeploymentFeed feed = watcher.feed(services, RedisFeedStore.create(client, "benchmark"));
                feeds.add(feed);
                feed.entries().subscribe(entry -> {
                    if (entry.event() instanceof DeploymentEvent.Live) {
                        live.release();
                    } else {
                        benchmark.told.release();
                    }
                });
            }
            try {
                while (!live.tryAcquire(REPLICAS, 10, TimeUnit.MILLISECONDS)) {
                    day.pass(INTERVAL);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            benchmark.told.drainPermits();
        }

        /** Each service that is watched. */
        void change() {
            for (int i = 0; i < watched; i++) {
                ecs.deploy("s" + i, day.now());
            }
            day.pass(INTERVAL);
        }

        /** What goes on after an answer of Redis is scheduled on virtual time. */
        void tick() {
            day.pass(TICK);
        }

        @TearDown
        public void stop() {
            feeds.forEach(DeploymentFeed::dispose);
            clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
            redis.close();
            day.close();
        }
    }

    /** Who watch one service. */
    @State(Scope.Benchmark)
    public static class OfOne extends Replicas {
        public OfOne() {
            super(1);
        }
    }

    /** Who watch 100. */
    @State(Scope.Benchmark)
    public static class OfMany extends Replicas {
        public OfMany() {
            super(SERVICES);
        }
    }

    /** The same bytes through a plain stream. */
    @State(Scope.Benchmark)
    public static class Plain {
        private final RedisProcess redis = RedisProcess.start();
        private PlainStream stream;
        private final List<String> one = IntStream.range(0, EVENTS)
                .mapToObj(i -> FeedValue.of(new DeploymentEvent.Seen(
                                new ServiceRef("prod", "s0"),
                                Rows.row("s0", i, VirtualDay.START, ServiceDeploymentStatus.IN_PROGRESS),
                                Origin.LIVE,
                                List.of(),
                                0))
                        .toJson())
                .toList();
        private final List<String> many =
                Collections.nCopies(SERVICES, one).stream().flatMap(List::stream).toList();

        @Setup
        public void start(ReplicatedFeed benchmark) {
            stream = new PlainStream(redis.uri(), REPLICAS, benchmark.told::release);
        }

        @TearDown
        public void stop() {
            stream.close();
            redis.close();
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void change(OfOne replicas) {
        replicas.change();
        await(EVENTS, replicas::tick);
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    public void changeByPlainStream(Plain plain) {
        plain.stream.write(plain.one);
        await(EVENTS, () -> {});
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(MANY)
    public void manyChanges(OfMany replicas) {
        replicas.change();
        await(MANY, replicas::tick);
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(MANY)
    public void manyChangesByPlainStream(Plain plain) {
        plain.stream.write(plain.many);
        await(MANY, () -> {});
    }
}
