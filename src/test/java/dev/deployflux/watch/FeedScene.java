package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;

import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A feed of one service in virtual time. */
abstract class FeedScene {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration GRACE = Duration.ofSeconds(30);

    final SimulatedWatch prod = new SimulatedWatch();
    DeploymentFeed feed = feed(prod.watcher());

    @BeforeEach
    void deliverInVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
    }

    @AfterEach
    void stop() {
        prod.close();
        VirtualTimeScheduler.reset();
    }

    DeploymentFeed feed(DeploymentWatcherBuilder watcher) {
        prod.service("web");
        return watcher.build().feed(Flux.just(ref("web")));
    }

    Listener listen() {
        return listen(Long.MAX_VALUE);
    }

    Listener listen(long demand) {
        Listener listener = Listener.of(feed.events(), demand);
        prod.pass(SECOND);
        return listener;
    }

    static List<String> statuses(Listener listener) {
        return listener.deployments();
    }
}
