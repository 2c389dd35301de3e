package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A replica as a process of its own, with a time of its own: it may stand still, and it may be killed. */
final class SeededProcess {

    final String name;
    final SeededLink link;
    final DeploymentFeed feed;
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private Duration missed = Duration.ZERO;
    private boolean stopped;
    private boolean over;

    SeededProcess(
            String name,
            SeededLink link,
            Function<VirtualTimeScheduler, DeploymentWatcherBuilder> watcher,
            Flux<ServiceRef> services) {
        this.name = name;
        this.link = link;
        this.feed = watcher.apply(time).build().feed(services, link);
    }

    boolean polls() {
        FeedPoller poller = feed.health().poller();
        return poller != null && poller.here();
    }

    boolean isRunning() {
        return !stopped && !over;
    }

    boolean isOver() {
        return over;
    }

    /** As by SIGKILL. */
    void kill() {
        over = true;
        link.kill();
    }

    /** As by SIGTERM. */
    void end() {
        feed.dispose();
        over = true;
    }

    /** As by SIGSTOP. */
    void stop() {
        stopped = true;
        link.stop();
    }

    /** As by SIGCONT: it finds what has arrived, and that time has passed, in either order. */
    void wake(boolean timeFirst) {
        stopped = false;
        if (timeFirst) {
            time.advanceTimeBy(missed);
        }
        link.wake();
        if (!timeFirst) {
            time.advanceTimeBy(missed);
        }
        missed = Duration.ZERO;
    }

    void pass(Duration step) {
        if (stopped) {
            missed = missed.plus(step);
        } else if (!over) {
            time.advanceTimeBy(step);
        }
    }

    VirtualTimeScheduler time() {
        return time;
    }
}
