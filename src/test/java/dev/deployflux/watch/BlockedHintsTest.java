package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Publishers of hints that keep a thread, or come on many, on real threads: a watch doesn't wait for them. */
@Timeout(60)
class BlockedHintsTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final ServiceDeployments deployments = ServiceDeployments.create(ecs.client());
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong passes = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    BlockedHintsTest() {
        ecs.cluster("prod").service("web");
    }

    @AfterEach
    void stop() {
        end.countDown();
        ecs.close();
    }

    private WatchLoop loop(Publisher<ServiceRef> hints) {
        WatchOptions options = DeploymentWatcher.builder(deployments)
                .clock(ecs.clock())
                .interval(Duration.ofMillis(5))
                .idleInterval(Duration.ofMillis(5))
                .callTimeout(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                .hints(hints)
                .options
                .complete();
        return new WatchLoop(
                deployments,
                new Describer<>(new DeploymentDescriptions(deployments, options), options),
                new Describer<>(new ServiceDescriptions(deployments, options), options),
                Flux.just(WEB),
                options,
                WatchSeed.NONE);
    }

    private Disposable watch(WatchLoop loop) {
        return loop.events()
                .filter(PassCompleted.class::isInstance)
                .subscribe(any -> passes.incrementAndGet(), error -> passes.set(Long.MIN_VALUE));
    }

    private void passesGoOn() {
        long before = passes.get();
        assertThat(before).isNotNegative();
        Eventually.holds(() -> passes.get() > before + 20);
    }

    private void blockWhateverHappens() {
        boolean done = false;
        while (!done) {
            try {
                end.await();
                done = true;
            } catch (InterruptedException e) {
                // as old drivers do
            }
        }
    }

    @Test
    void oneThatBlocksForEverIsNoStall() throws InterruptedException {
        WatchLoop loop = loop(subscriber -> {
            inside.countDown();
            blockWhateverHappens();
        });
        Disposable watch = watch(loop);
        inside.await();
        passesGoOn();
        Eventually.holds(() -> !loop.userCode().isStuck(0));
        passesGoOn();
        watch.dispose();
    }

    @Test
    void oneThatIsGivenUpWhileItBlocksIsCancelledWhenItComesBack() throws InterruptedException {
        Disposable watch = watch(loop(subscriber -> {
            inside.countDown();
            blockWhateverHappens();
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
            subscriber.onNext(WEB);
        }));
        inside.await();
        watch.dispose();
        end.countDown();
        Eventually.holds(cancelled::get);
    }

    @Test
    void oneThatEmitsForEverOnTheThreadThatSubscribesIsHeardUntilTheEnd() throws InterruptedException {
        CountDownLatch returned = new CountDownLatch(1);
        Disposable watch = watch(loop(subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
            inside.countDown();
            while (!cancelled.get()) {
                subscriber.onNext(WEB);
            }
            returned.countDown();
        }));
        inside.await();
        passesGoOn();
        watch.dispose();
        returned.await();
    }

    @Test
    void oneThatEmitsOnSeveralThreadsAtOnceIsHeard() throws InterruptedException {
        int threads = 4;
        CountDownLatch returned = new CountDownLatch(threads);
        Disposable watch = watch(loop(subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
            for (int i = 0; i < threads; i++) {
                int thread = i;
                new Thread(() -> {
                            for (int n = 0; n < 50_000 && !cancelled.get(); n++) {
                                subscriber.onNext(n % 2 == 0 ? WEB : new ServiceRef("prod", "unknown-" + thread + n));
                            }
                            returned.countDown();
                        })
                        .start();
            }
        }));
        returned.await();
        passesGoOn();
        watch.dispose();
        Eventually.holds(cancelled::get);
    }
}
