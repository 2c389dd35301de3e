package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A feed that polls in virtual time, and tells its subscribers on threads of theirs. */
class FeedThreadsTest {

    private static final String HOOK = FeedThreadsTest.class.getName();

    private final SimulatedWatch prod = new SimulatedWatch();

    @AfterEach
    void close() {
        Schedulers.resetOnHandleError(HOOK);
        prod.close();
    }

    @Test
    void aSubscriberThatThrowsIsReportedAndHasLeftAndCostsNobodyElseAnEvent() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Schedulers.onHandleError(HOOK, (thread, error) -> reported.complete(error));
        CountDownLatch thirdPass = new CountDownLatch(1);
        prod.service("web").deploy(DeploymentScript.endless(Duration.ofSeconds(1)));
        DeploymentFeed feed = prod.watcher().build().feed(Flux.just(ref("web")));

        feed.events()
                .ofType(PassCompleted.class)
                .filter(pass -> pass.pass() >= 3)
                .subscribe(pass -> thirdPass.countDown());
        feed.events().subscribe(new Broken()); // behind the other: when it leaves, the polling is to go on
        prod.pass(Duration.ofSeconds(1));

        assertThat(reported.get(30, TimeUnit.SECONDS)).hasMessage("broken");
        assertThat(feed.health().subscribers()).isEqualTo(1);
        assertThat(feed.pending()).hasSize(1);
        prod.pass(Duration.ofMinutes(3));
        assertThat(thirdPass.await(30, TimeUnit.SECONDS)).isTrue();
        feed.dispose();
    }

    /** A plain subscriber of Reactive Streams: Reactor's own catch what their users throw. */
    private static final class Broken implements Subscriber<DeploymentEvent> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(DeploymentEvent event) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
