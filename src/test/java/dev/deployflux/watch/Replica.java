package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One of several replicas of an application in one JVM, with a time of its own, which may stand still as in a process that is stopped. */
final class Replica {

    private static final Duration STEP = Duration.ofMillis(100);

    final UnreliableStore store;
    final DeploymentFeed feed;
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Duration stopped = Duration.ZERO;
    private boolean isStopped;

    Replica(String name, SimulatedWatch prod, FeedStore shared) {
        this(name, prod, shared, options -> options);
    }

    Replica(String name, SimulatedWatch prod, FeedStore shared, UnaryOperator<DeploymentWatcherBuilder> options) {
        this.store = new UnreliableStore(shared, name);
        this.feed = options.apply(prod.watcher().scheduler(time)).build().feed(Flux.just(ref("web")), store);
    }

    EntryReader entries() {
        return new EntryReader(feed.entries());
    }

    boolean polls() {
        FeedPoller poller = feed.health().poller();
        return poller != null && poller.here();
    }

    /** Its time stands still, and it does nothing. */
    void stop() {
        isStopped = true;
    }

    /** It goes on, and finds that time has passed. */
    void wake() {
        isStopped = false;
        time.advanceTimeBy(stopped);
        stopped = Duration.ZERO;
    }

    private void step() {
        if (isStopped) {
            stopped = stopped.plus(STEP);
        } else {
            time.advanceTimeBy(STEP);
        }
    }

    /** Time passes for all of them. */
    static void pass(SimulatedWatch prod, Duration time, List<Replica> replicas) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            prod.pass(STEP);
            new ArrayList<>(replicas).forEach(Replica::step);
        }
    }
}
