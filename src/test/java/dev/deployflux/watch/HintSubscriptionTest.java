package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Who subscribes to hints, when, and until when. */
class HintSubscriptionTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final SimulatedWatch world = new SimulatedWatch();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
    private final Flux<ServiceRef> counted = Flux.defer(() -> {
        subscriptions.incrementAndGet();
        return hints.asFlux();
    });

    @BeforeEach
    void deliverInVirtualTime() {
        VirtualTimeScheduler.set(world.time);
    }

    @AfterEach
    void close() {
        world.close();
        VirtualTimeScheduler.reset();
    }

    private DeploymentWatcher watcher(Flux<ServiceRef> publisher) {
        world.service("web");
        return world.watcher().grace(GRACE).hints(publisher).build();
    }

    private static Flux<ServiceRef> web() {
        return Flux.just("web").map(SimulatedWatch::ref);
    }

    @Test
    void eachSubscriberOfAWatchHasOneOfItsOwnFromItsFirstDemandOn() {
        Flux<DeploymentEvent> watch = watcher(counted).watch(web());
        Listener first = Listener.of(watch, 0);
        world.pass(SECOND);
        assertThat(subscriptions).hasValue(0);
        first.request(Long.MAX_VALUE);
        Listener second = Listener.of(watch);
        world.pass(SECOND);
        assertThat(hints.currentSubscriberCount()).isEqualTo(2);

        first.cancel();
        assertThat(hints.currentSubscriberCount()).isOne();
        int passes = second.of(PassCompleted.class).size();
        hints.tryEmitNext(ref("web")).orThrow();
        world.pass(SECOND);
        assertThat(second.of(PassCompleted.class)).hasSize(passes + 1);

        Listener third = Listener.of(watch);
        world.pass(SECOND);
        assertThat(hints.currentSubscriberCount()).isEqualTo(2);
        assertThat(third.of(PassCompleted.class)).hasSize(1);
        assertThat(subscriptions).hasValue(3);
    }

    @Test
    void aFeedHasOneWhileItPolls() {
        DeploymentFeed feed = watcher(counted).feed(web());
        world.pass(SECOND);
        assertThat(subscriptions).hasValue(0);
        Listener first = Listener.of(feed.events());
        Listener second = Listener.of(feed.events());
        world.pass(SECOND);
        assertThat(hints.currentSubscriberCount()).isOne();

        first.cancel();
        second.cancel();
        world.pass(GRACE.minusSeconds(1));
        assertThat(hints.currentSubscriberCount()).isOne();
        world.pass(SECOND);
        assertThat(hints.currentSubscriberCount()).isZero();

        Listener.of(feed.events());
        world.pass(SECOND);
        assertThat(hints.currentSubscriberCount()).isOne();
        assertThat(subscriptions).hasValue(2);
        feed.dispose();
        assertThat(hints.currentSubscriberCount()).isZero();
    }

    @Test
    void aFeedThatPollsAgainGoesOnBehindTheTroubleItHasTold() {
        AtomicInteger left = new AtomicInteger(3);
        DeploymentFeed feed = watcher(Flux.defer(() ->
                        left.getAndDecrement() > 0 ? Flux.error(new IllegalStateException("broken")) : hints.asFlux()))
                .feed(web());
        Listener first = Listener.of(feed.events());
        world.pass(Duration.ofSeconds(6));
        assertThat(first.of(HintsFailing.class)).hasSize(2);
        first.cancel();
        world.pass(GRACE.minusSeconds(10).multipliedBy(3)); // the third subscription has failed within the grace time

        Listener second = Listener.of(feed.events());
        world.pass(SECOND);
        hints.tryEmitNext(ref("web")).orThrow();
        world.pass(SECOND);
        assertThat(second.of(HintsRecovered.class)).containsExactly(new HintsRecovered(3));
    }

    @Test
    void whoCancelsAtTheNewsThatHintsFailSubscribesNoMore() {
        List<DeploymentEvent> heard = new ArrayList<>();
        watcher(Flux.defer(() -> {
                    subscriptions.incrementAndGet();
                    return Flux.error(new IllegalStateException("broken"));
                }))
                .watch(web())
                .filter(HintsFailing.class::isInstance)
                .next()
                .subscribe(heard::add);
        world.pass(MINUTE);
        assertThat(heard).hasSize(1);
        assertThat(subscriptions).hasValue(1);
    }

    /** It subscribes on the lane when nobody wants it any more. */
    @Test
    void aWatchThatIsCancelledWhileItSubscribesCancelsWhatItGetsThen() {
        Runnable[] cancel = {() -> {}};
        AtomicInteger cancelled = new AtomicInteger();
        Flux<ServiceRef> publisher = Flux.from((Subscriber<? super ServiceRef> subscriber) -> {
            cancel[0].run();
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    subscriber.onNext(ref("web"));
                }

                @Override
                public void cancel() {
                    cancelled.incrementAndGet();
                }
            });
            subscriber.onNext(ref("web"));
        });
        Listener listener = Listener.of(watcher(publisher).watch(web()), 0);
        cancel[0] = listener::cancel;
        listener.request(Long.MAX_VALUE);
        world.pass(SECOND);
        int calls = world.calls();
        world.pass(MINUTE.multipliedBy(5));

        assertThat(cancelled).hasPositiveValue();
        assertThat(world.calls()).isEqualTo(calls);
    }

    @Test
    void aWatchThatIsCancelledAtAHintListsNoMore() {
        Flux<DeploymentEvent> watch = watcher(counted).watch(web());
        List<DeploymentEvent> heard = new ArrayList<>();
        watch.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(DeploymentEvent event) {
                heard.add(event);
                if (event instanceof PassCompleted) {
                    hints.tryEmitNext(ref("web")).orThrow();
                    cancel();
                }
            }
        });
        world.pass(MINUTE.multipliedBy(5));
        assertThat(heard).filteredOn(PassCompleted.class::isInstance).hasSize(1);
        assertThat(hints.currentSubscriberCount()).isZero();
        assertThat(world.calls()).isOne();
    }
}
