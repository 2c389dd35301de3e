package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.RollingOut;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A change, told to 1,000 subscribers, time per delivery. Each time a deployment ends and another begins, which is
 * three events for everybody: the one's end, the other's beginning, and the bookmark.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FeedDelivery.DELIVERIES)
@Fork(3)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class FeedDelivery {

    private static final int SUBSCRIBERS = 1_000;
    private static final int EVENTS = 3;
    static final int DELIVERIES = EVENTS * SUBSCRIBERS;

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final ServiceRef SERVICE = new ServiceRef("prod", "s0");

    private final VirtualDay day = new VirtualDay();
    private final RollingOut client = new RollingOut(1, 1, VirtualDay.START.minusSeconds(600));
    private final DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(client))
            .interval(INTERVAL)
            .idleInterval(INTERVAL)
            .jitter(0)
            .details(false) // a list tells of each change, and nothing between two
            .lookupInterval(Duration.ofDays(1_000))
            .scheduler(day.scheduler())
            .clock(day::now)
            .build();
    private final Semaphore delivered = new Semaphore(0);
    private final Disposable.Composite subscriptions = Disposables.composite();
    private final Disposable.Swap source = Disposables.swap();

    @TearDown
    public void stop() {
        subscriptions.dispose();
        source.dispose();
        day.close();
    }

    private void subscribe(Flux<DeploymentEvent> events) {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscriptions.add(events.subscribe(event -> delivered.release()));
        }
        // The first look, and a change, so that all have begun.
        day.pass(INTERVAL);
        delivered.acquireUninterruptibly(SUBSCRIBERS);
        change();
        delivered.drainPermits();
    }

    private void change() {
        client.deploy(SERVICE.service(), day.now());
        day.pass(INTERVAL);
        acquire(DELIVERIES);
    }

    private void acquire(int deliveries) {
        try {
            if (!delivered.tryAcquire(deliveries, 60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(delivered.availablePermits() + " of " + deliveries + " events came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each subscriber has a buffer of its own, and gets what is in it on a worker of {@code parallel}. */
    @State(Scope.Benchmark)
    public static class Feed {
        @Setup
        public void start(FeedDelivery delivery) {
            DeploymentFeed feed = delivery.watcher.feed(Flux.just(SERVICE));
            delivery.subscribe(feed.events());
            delivery.source.update(feed);
        }
    }

    /** One subscriber after the other on the thread that polls: who is slow holds up all. */
    @State(Scope.Benchmark)
    public static class Share {
        @Setup
        public void start(FeedDelivery delivery) {
            delivery.subscribe(delivery.watcher
                    .watch(Flux.just(SERVICE))
                    .publish()
                    .autoConnect(SUBSCRIBERS, delivery.source::update));
        }
    }

    /** As that, with a queue before each subscriber: who is slow by more than 256 events holds up all. */
    @State(Scope.Benchmark)
    public static class SharePublishOn {
        @Setup
        public void start(FeedDelivery delivery) {
            Flux<DeploymentEvent> shared = delivery.watcher
                    .watch(Flux.just(SERVICE))
                    .publish()
                    .autoConnect(SUBSCRIBERS, delivery.source::update);
            delivery.subscribe(shared.publishOn(Schedulers.parallel()));
        }
    }

    @Benchmark
    public void feed(Feed feed) {
        change();
    }

    @Benchmark
    public void publish(Share share) {
        change();
    }

    @Benchmark
    public void publishOn(SharePublishOn share) {
        change();
    }
}
