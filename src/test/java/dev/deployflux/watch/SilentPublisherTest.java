package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Publishers of services that say nothing or break the rules, on real threads: each is told as a failing lookup. */
@Timeout(60)
class SilentPublisherTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final ServiceRef LATE = new ServiceRef("prod", "late");

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    /** Ends all blocking, after a test. */
    private static final class Gate {
        final CountDownLatch open = new CountDownLatch(1);
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger came = new AtomicInteger();

        /** Blocks, and doesn't let itself be interrupted. */
        void block() {
            came.incrementAndGet();
            inside.incrementAndGet();
            boolean done = false;
            while (!done) {
                try {
                    open.await();
                    done = true;
                } catch (InterruptedException e) {
                    // as old drivers do
                }
            }
            inside.decrementAndGet();
        }
    }

    private final Gate gate = new Gate();

    SilentPublisherTest() {
        ecs.cluster("prod").service("web");
        ecs.cluster("prod").service("late");
    }

    @AfterEach
    void stop() {
        gate.open.countDown();
        ecs.close();
    }

    private DeploymentWatcherBuilder watcher() {
        return DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .clock(ecs.clock())
                .interval(Duration.ofMillis(5))
                .idleInterval(Duration.ofMillis(5))
                .lookupInterval(Duration.ofMillis(5))
                .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                .callTimeout(Duration.ofMillis(100));
    }

    static Stream<Named<Publisher<ServiceRef>>> eachIsToldAsAFailingLookup() {
        return Stream.of(
                Named.of("never calls onSubscribe", subscriber -> {}),
                Named.of("never", Flux.never()),
                Named.of("throws", subscriber -> {
                    throw new IllegalStateException("broken");
                }),
                Named.of("throws what Reactor takes for the end of the JVM", subscriber -> {
                    throw new NoClassDefFoundError("broken");
                }),
                Named.of("emits null", subscriber -> {
                    subscriber.onSubscribe(new Nothing());
                    subscriber.onNext(null);
                }),
                Named.of("subscribes twice and falls silent", subscriber -> {
                    subscriber.onSubscribe(new Nothing());
                    subscriber.onSubscribe(new Nothing());
                }));
    }

    @ParameterizedTest
    @MethodSource
    void eachIsToldAsAFailingLookup(Publisher<ServiceRef> publisher) {
        Flux<LookupFailing> failing = watcher().build().watch(publisher).ofType(LookupFailing.class);

        List<LookupFailing> two = failing.take(2).collectList().block();

        assertThat(two).extracting(LookupFailing::failures).containsExactly(1, 2);
    }

    @Test
    void aPublisherThatBlocksIsToldAndKnownServicesAreWatchedOn() {
        AtomicInteger lookups = new AtomicInteger();
        Flux<ServiceRef> services = Flux.defer(() -> {
            if (lookups.incrementAndGet() > 1) {
                gate.block();
                return Flux.just(LATE);
            }
            return Flux.just(WEB);
        });

        List<DeploymentEvent> events = watcher()
                .build()
                .watch(services)
                .takeUntil(event -> event instanceof PassCompleted pass && pass.pass() > 50 && gate.inside.get() > 0)
                .collectList()
                .block();
        assertThat(events).hasSizeGreaterThan(50);

        List<LookupFailing> failing = watcher()
                .build()
                .watch(services)
                .ofType(LookupFailing.class)
                .take(4)
                .collectList()
                .block();
        assertThat(failing).allSatisfy(each -> assertThat(each.error())
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("blocks the thread that subscribes"));
        assertThat(gate.came).as("one for each watch, however many lookups").hasValue(2);
    }

    @Test
    void whatABlockedPublisherNamesTooLateCountsInItsNextLookupAlone() {
        AtomicInteger lookups = new AtomicInteger();
        Flux<ServiceRef> services = Flux.defer(() -> {
            if (lookups.incrementAndGet() == 1) {
                gate.block();
                return Flux.just(LATE);
            }
            return Flux.just(WEB);
        });

        List<DeploymentEvent> events = watcher()
                .build()
                .watch(services)
                .doOnNext(event -> {
                    if (event instanceof LookupFailing failing && failing.failures() == 2) {
                        gate.open.countDown();
                    }
                })
                .takeUntil(event -> event instanceof PassCompleted pass && pass.pass() == 3)
                .collectList()
                .block();

        assertThat(events).filteredOn(LookupRecovered.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(ServiceJoined.class::isInstance).containsExactly(new ServiceJoined(WEB));
    }

    @Test
    void whoeverBlocksIsInterruptedByTheTimeoutAndByCancel() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(2);
        CountDownLatch second = new CountDownLatch(2);
        Flux<ServiceRef> services = Flux.defer(() -> {
            second.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Flux.just(LATE);
        });
        Disposable watch = watcher().build().watch(services).subscribe();
        second.await(); // the first was interrupted, or there would be no second
        watch.dispose();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFeedTellsOfItsBlockedPublisherAndWatchesOn() {
        AtomicInteger lookups = new AtomicInteger();
        DeploymentFeed feed = watcher().build().feed(Flux.defer(() -> {
            if (lookups.incrementAndGet() > 1) {
                gate.block();
            }
            return Flux.just(WEB);
        }));

        LookupFailing failing = feed.events()
                .ofType(LookupFailing.class)
                .filter(each -> each.failures() >= 2)
                .blockFirst();
        feed.events()
                .ofType(PassCompleted.class)
                .filter(pass -> pass.pass() > 20)
                .blockFirst();

        assertThat(failing).isNotNull();
        assertThat(feed.health().lookupFailures()).isPositive();
        assertThat(gate.came).hasValue(1);
        feed.dispose();
    }

    @Test
    void aHundredThousandServicesInOneGoAreNoTrouble() {
        Flux<ServiceRef> many = Flux.range(0, 100_000).map(i -> new ServiceRef("prod", "s" + i));

        Long joined = watcher()
                .callTimeout(Duration.ofMinutes(1))
                .build()
                .watch(many)
                .ofType(ServiceJoined.class)
                .take(100_000)
                .count()
                .block();

        assertThat(joined).isEqualTo(100_000);
    }

    private static final class Nothing implements Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
