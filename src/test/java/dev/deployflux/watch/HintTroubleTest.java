package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.HasteEvents.OfHaste;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A publisher of hints that fails, completes or breaks the rules costs the watch nothing but haste. */
class HintTroubleTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch world = new SimulatedWatch();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();

    @AfterEach
    void close() {
        world.close();
    }

    private Listener watch(Publisher<ServiceRef> publisher) {
        return watch(world.watcher(), publisher);
    }

    private Listener watch(DeploymentWatcherBuilder watcher, Publisher<ServiceRef> publisher) {
        world.service("web");
        Publisher<ServiceRef> counted = subscriber -> {
            subscriptions.incrementAndGet();
            publisher.subscribe(subscriber);
        };
        Listener listener = Listener.of(watcher.exclude("prod/sandbox")
                .hints(counted)
                .build()
                .watch(Flux.just("web").map(SimulatedWatch::ref)));
        world.pass(SECOND);
        return listener;
    }

    private void passesGoOn() {
        int lists = world.calls(LIST_SERVICE_DEPLOYMENTS);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS) - lists).isBetween(10, 11);
    }

    private static void failed(Listener listener, int failures) {
        List<HintsFailing> told = listener.of(HintsFailing.class);
        assertThat(told).hasSize(failures);
        for (int i = 0; i < failures; i++) {
            assertThat(told.get(i).failures()).isEqualTo(i + 1);
            assertThat(told.get(i).retryIn()).isEqualTo(Duration.ofSeconds(Math.min(300, 5 << i)));
        }
    }

    static Stream<Named<Publisher<ServiceRef>>> eachIsToldAndTriedAgainAfterAPauseThatGrows() {
        return Stream.of(
                Named.of("fails", Flux.error(new IllegalStateException("broken"))),
                Named.of("completes", Flux.empty()),
                Named.of("throws", subscriber -> {
                    throw new IllegalStateException("broken");
                }),
                Named.of("throws what Reactor takes for the end of the JVM", subscriber -> {
                    throw new NoClassDefFoundError("broken");
                }),
                Named.of("fails before onSubscribe", subscriber -> subscriber.onError(new IllegalStateException("no"))),
                Named.of("ends twice", subscriber -> {
                    subscriber.onSubscribe(Operators.emptySubscription());
                    subscriber.onError(new IllegalStateException("broken"));
                    subscriber.onComplete();
                }),
                Named.of("emits null", subscriber -> {
                    subscriber.onSubscribe(Operators.emptySubscription());
                    subscriber.onNext(null);
                    subscriber.onNext(ref("web"));
                }));
    }

    @ParameterizedTest
    @MethodSource
    void eachIsToldAndTriedAgainAfterAPauseThatGrows(Publisher<ServiceRef> publisher) {
        Listener listener = watch(publisher);
        failed(listener, 1);
        world.pass(Duration.ofSeconds(3));
        assertThat(subscriptions).hasValue(1);
        world.pass(Duration.ofMinutes(16));

        failed(listener, 9); // after 0, 5, 15, 35, 75, 155, 315, 615 and 915 seconds
        assertThat(subscriptions).hasValue(9);
        assertThat(listener.of(HintsRecovered.class)).isEmpty();
        passesGoOn();
    }

    /** The end comes while the watch takes the turn in which it subscribes, and its subscriber is slow to take that. */
    @Test
    void anEndIsToldOnceHoweverEarlyItComes() {
        world.service("web");
        Listener listener = Listener.of(
                world.watcher()
                        .scheduler(new Eager())
                        .hints(Flux.error(new IllegalStateException("broken")))
                        .build()
                        .watch(Flux.just("web").map(SimulatedWatch::ref)),
                1);
        world.pass(SECOND);
        listener.request(Long.MAX_VALUE);
        world.pass(SECOND);

        failed(listener, 1);
    }

    @Test
    void whatCompletesWithoutAHintIsToldWhatToGive() {
        assertThat(watch(Flux.empty()).of(HintsFailing.class).get(0).error())
                .hasMessageContaining("completed without a hint: give one that goes on");
    }

    @Test
    void oneThatGivesAHintAndCompletesIsNoTroubleAndIsSubscribedToAgainAfterTheFirstPause() {
        Listener listener = watch(Flux.just(ref("web")));
        world.pass(Duration.ofSeconds(21));

        assertThat(listener.of(OfHaste.class)).isEmpty();
        assertThat(subscriptions).hasValue(5);
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS)).isBetween(5, 10);
    }

    @Test
    void recoveredIsToldAtTheNextHint() {
        Listener listener = watch(failingTimes(3));
        world.pass(MINUTE);
        failed(listener, 3);
        assertThat(listener.of(HintsRecovered.class)).isEmpty();

        hints.tryEmitNext(ref("web")).orThrow();
        world.pass(SECOND);
        assertThat(listener.of(HintsRecovered.class)).containsExactly(new HintsRecovered(3));
        world.pass(Duration.ofMinutes(20));
        assertThat(listener.of(OfHaste.class)).hasSize(4);
    }

    @Test
    void recoveredIsToldAtAHintOfWhatIsExcludedToo() {
        Listener listener = watch(failingTimes(3));
        world.pass(MINUTE);
        hints.tryEmitNext(ref("sandbox")).orThrow();
        world.pass(SECOND);
        assertThat(listener.of(HintsRecovered.class)).containsExactly(new HintsRecovered(3));
    }

    @Test
    void recoveredIsToldWhenASubscriptionHasLivedForTheLongestPause() {
        Listener listener = watch(failingTimes(3));
        world.pass(Duration.ofSeconds(35 + 298));
        assertThat(listener.of(HintsRecovered.class)).isEmpty();
        world.pass(Duration.ofSeconds(3));
        assertThat(listener.of(HintsRecovered.class)).containsExactly(new HintsRecovered(3));
    }

    @Test
    void aFailureBehindAHintIsTheFirstOne() {
        Listener listener = watch(Flux.concat(Flux.just(ref("web")), Flux.error(new IllegalStateException("broken"))));
        world.pass(Duration.ofSeconds(21));
        assertThat(listener.of(HintsFailing.class))
                .extracting(HintsFailing::failures)
                .containsOnly(1);
    }

    @Test
    void oneThatIgnoresDemandAndItsEndIsHeardUntilThat() {
        Listener listener = watch(subscriber -> {
            subscriber.onNext(ref("web"));
            subscriber.onSubscribe(Operators.emptySubscription());
            subscriber.onSubscribe(Operators.emptySubscription());
            subscriber.onNext(ref("web"));
            subscriber.onError(new IllegalStateException("broken"));
            subscriber.onNext(ref("web"));
        });
        world.pass(Duration.ofSeconds(3));
        assertThat(listener.of(HintsFailing.class)).hasSize(1);
        world.pass(Duration.ofMinutes(10));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS)).isGreaterThan(10);
    }

    private Flux<ServiceRef> failingTimes(int failures) {
        return Flux.defer(() ->
                subscriptions.get() <= failures ? Flux.error(new IllegalStateException("broken")) : hints.asFlux());
    }

    /** Runs at once what isn't to be run later. */
    private final class Eager implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            task.run();
            return Disposables.disposed();
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return world.time.schedule(task, delay, unit);
        }

        @Override
        public long now(TimeUnit unit) {
            return world.time.now(unit);
        }

        @Override
        public Worker createWorker() {
            return world.time.createWorker();
        }
    }
}
