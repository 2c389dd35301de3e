package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Code of a watch's users that blocks, on real threads: it holds up what depends on it, and nothing else. */
@Timeout(60)
class BlockedCodeTest {

    private static final ServiceRef GOOD = new ServiceRef("prod", "good");
    private static final ServiceRef BAD = new ServiceRef("prod", "bad");

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final CountDownLatch end = new CountDownLatch(1);

    BlockedCodeTest() {
        ecs.cluster("prod").service("good");
        ecs.cluster("prod").service("bad");
    }

    @AfterEach
    void stop() {
        Hooks.resetOnErrorDropped();
        end.countDown();
        ecs.close();
    }

    private static DeploymentWatcherBuilder watcher(ServiceDeployments deployments) {
        return DeploymentWatcher.builder(deployments)
                .interval(Duration.ofMillis(5))
                .idleInterval(Duration.ofMillis(5))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                .callTimeout(Duration.ofMillis(100));
    }

    private void block() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCallThatBlocksItsThreadFailsAndOtherServicesAreReadOn() {
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Boolean> blocked = new CompletableFuture<>();
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .observer(new CallObserver() {
                    @Override
                    public <T> Mono<T> observe(ApiCall call, Mono<T> made) {
                        if (calls.incrementAndGet() == 2) {
                            boolean done = false;
                            while (!done) {
                                try {
                                    end.await();
                                    done = true;
                                } catch (InterruptedException e) {
                                    blocked.complete(true);
                                }
                            }
                        }
                        return made;
                    }
                })
                .build();

        List<DeploymentEvent> events = watcher(deployments)
                .clock(ecs.clock())
                .build()
                .watch(Flux.just(GOOD, BAD))
                .takeUntil(event -> event instanceof PassCompleted pass && pass.pass() > 50 && blocked.isDone())
                .collectList()
                .block();

        assertThat(events)
                .filteredOn(ServiceFailing.class::isInstance)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(((ServiceFailing) event).error())
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("blocks the thread"));
    }

    @Test
    void whoeverHearsOfATimeoutOrADepartureMayBlock() {
        AtomicInteger calls = new AtomicInteger();
        ServiceDeployments deployments = ServiceDeployments.builder(ecs.client())
                .observer(new CallObserver() {
                    @Override
                    public <T> Mono<T> observe(ApiCall call, Mono<T> made) {
                        return calls.incrementAndGet() == 2 ? Mono.never() : made;
                    }
                })
                .build();
        AtomicInteger lookups = new AtomicInteger();
        Map<Class<?>, Boolean> onATimersThread = new ConcurrentHashMap<>();

        watcher(deployments)
                .clock(ecs.clock())
                .lookupInterval(Duration.ofMillis(5))
                .build()
                .watch(Flux.defer(() -> {
                    int lookup = lookups.incrementAndGet();
                    return lookup == 1 ? Flux.just(GOOD, BAD) : lookup == 2 ? Flux.never() : Flux.just(GOOD);
                }))
                .doOnNext(event ->
                        onATimersThread.merge(event.getClass(), Schedulers.isInNonBlockingThread(), Boolean::logicalOr))
                .takeUntil(event -> onATimersThread
                        .keySet()
                        .containsAll(List.of(
                                ServiceFailing.class,
                                DeploymentEvent.LookupFailing.class,
                                DeploymentEvent.ServiceLeft.class)))
                .blockLast();

        assertThat(onATimersThread).doesNotContainValue(true);
    }

    @Test
    void aListenerThatBlocksHoldsUpNeitherTheFeedNorOtherListeners() {
        CountDownLatch heard = new CountDownLatch(50);
        DeploymentFeed feed = watcher(ServiceDeployments.create(ecs.client()))
                .clock(ecs.clock())
                .listener(event -> block())
                .listener(event -> heard.countDown())
                .build()
                .feed(Flux.just(GOOD));

        feed.events()
                .filter(event -> event instanceof PassCompleted pass && pass.pass() > 50)
                .blockFirst();

        assertThat(awaits(heard)).isTrue();
        feed.dispose();
    }

    @Test
    void whatABlockedListenerDoesNotHearIsSaidOnceAndItsMemoryIsBounded() {
        CompletableFuture<Throwable> said = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger();
        Hooks.onErrorDropped(error -> {
            times.incrementAndGet();
            said.complete(error);
        });
        AtomicInteger heard = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(Listeners.Mailbox.MOST);
        Listeners listeners = Listeners.NONE.and(event -> {
            block();
            heard.incrementAndGet();
            all.countDown();
        });
        List<DeploymentEvent> one = List.of(new DeploymentEvent.CaughtUp(1));

        for (int i = 0; i < 2 * Listeners.Mailbox.MOST; i++) {
            listeners.tell(one);
        }
        assertThat(said).isCompletedWithValueMatching(error -> error.toString().contains("blocks or is too slow"));
        assertThat(times).hasValue(1);
        end.countDown();

        assertThat(awaits(all)).isTrue();
        assertThat(heard.get()).isBetween(Listeners.Mailbox.MOST, Listeners.Mailbox.MOST + 1);
    }

    @Test
    void aSlowListenerThatMakesRoomNowAndThenIsSpokenOfOnce() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        Hooks.onErrorDropped(error -> times.incrementAndGet());
        Semaphore begun = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        Listeners listeners = Listeners.NONE.and(event -> {
            begun.release();
            goOn.acquireUninterruptibly();
        });
        List<DeploymentEvent> one = List.of(new DeploymentEvent.CaughtUp(1));

        listeners.tell(one);
        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue(); // it is at the first: the others wait
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i <= Listeners.Mailbox.MOST; i++) {
                listeners.tell(one);
            }
            goOn.release();
            assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue(); // there is room for one
        }
        goOn.release(Integer.MAX_VALUE / 2);

        assertThat(times).hasValue(1);
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
