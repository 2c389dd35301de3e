package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

/** What the subscribers of a feed see, in virtual time. */
class FeedTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final SimulatedWatch prod = new SimulatedWatch();
    private DeploymentFeed feed = feed(prod.watcher());

    @BeforeEach
    void deliverInVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
    }

    @AfterEach
    void stop() {
        VirtualTimeScheduler.reset();
        prod.close();
    }

    private DeploymentFeed feed(DeploymentWatcherBuilder watcher) {
        prod.service("web");
        return watcher.build().feed(Flux.just(ref("web")));
    }

    private Listener listen() {
        return listen(Long.MAX_VALUE);
    }

    private Listener listen(long demand) {
        Listener listener = Listener.of(feed.events(), demand);
        prod.pass(SECOND);
        return listener;
    }

    private static List<String> statuses(Listener listener) {
        return listener.deployments();
    }

    @Test
    void aThousandSubscribersCostWhatOneDoes() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            listeners.add(Listener.of(feed.events()));
        }

        prod.pass(MINUTE);

        assertThat(prod.calls()).isEqualTo(7);
        assertThat(feed.health().calls()).isEqualTo(7);
        assertThat(feed.health().subscribers()).isEqualTo(1_000);
        assertThat(listeners).allSatisfy(each -> assertThat(each.events).isEqualTo(listeners.get(0).events));
        assertThat(listeners.get(0).of(PassCompleted.class)).hasSize(7);
    }

    @Test
    void aLateSubscriberBeginsWithWhatIsKnownTheOldestFirst() {
        prod.service("web").history(3);
        listen();
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        int calls = prod.calls();

        Listener late = listen();

        assertThat(prod.calls()).isEqualTo(calls);
        assertThat(late.events).hasSize(5);
        assertThat(late.events.get(0)).isEqualTo(new ServiceJoined(ref("web")));
        assertThat(late.of(Seen.class))
                .extracting(seen -> seen.deployment().serviceDeploymentArn())
                .containsExactlyElementsOf(prod.service("web").deploymentArns());
        assertThat(late.of(Seen.class)).extracting(Seen::origin).containsOnly(Origin.SNAPSHOT);
        assertThat(late.events.get(4)).isInstanceOf(PassCompleted.class);
    }

    @Test
    void aLateSubscriberHearsOfTroubleAfterTheLastBookmark() {
        listen();
        prod.ecs
                .faults()
                .inject(LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.hang()).always());
        prod.pass(MINUTE.multipliedBy(3));

        Listener late = listen();

        assertThat(late.events).hasSize(3);
        assertThat(late.events.get(1)).isInstanceOf(PassCompleted.class);
        assertThat(late.events.get(2)).isInstanceOf(ServiceFailing.class);
        assertThat(feed.health().services().get(ref("web"))).satisfies(health -> {
            assertThat(health.failures()).isPositive();
            assertThat(health.error()).isNotNull();
            assertThat(health.age()).isGreaterThan(MINUTE.multipliedBy(2));
        });
    }

    @Test
    void pollsOnForTheGraceTimeAndThenNoMore() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        Listener listener = listen();

        listener.cancel();
        prod.pass(GRACE.minusSeconds(1));
        assertThat(feed.health().polling()).isTrue();
        prod.pass(SECOND);
        assertThat(feed.health().polling()).isFalse();
        int calls = prod.calls();
        assertThat(calls).isEqualTo(4);

        prod.pass(Duration.ofHours(1));
        assertThat(prod.calls()).isEqualTo(calls);
    }

    @Test
    void whoComesBackWithinTheGraceTimeKeepsItPolling() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        for (int i = 0; i < 5; i++) {
            listen().cancel();
            prod.pass(GRACE.minusSeconds(2));
            assertThat(feed.health().polling()).isTrue();
        }
        listen();
        prod.pass(GRACE.multipliedBy(2));

        assertThat(feed.health().polling()).isTrue();
    }

    @Test
    void withoutGraceTheCallUnderWayIsAbortedAtOnce() {
        feed = feed(prod.watcher().grace(Duration.ZERO));
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        Listener listener = listen();

        listener.cancel();

        assertThat(feed.health().polling()).isFalse();
        assertThat(prod.ecs.calls().all()).singleElement().matches(call -> call.aborted());
    }

    @Test
    void aFeedThatBeginsAgainTellsWhatHappenedMeanwhile() {
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(10)));
        listen().cancel();
        prod.pass(Duration.ofMinutes(5));
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));
        prod.pass(Duration.ofHours(2));

        Listener back = listen();

        assertThat(statuses(back)).containsExactly("Seen PENDING", "Changed SUCCESSFUL", "Seen ROLLBACK_SUCCESSFUL");
        assertThat(back.of(Seen.class)).extracting(Seen::origin).containsExactly(Origin.SNAPSHOT, Origin.LIVE);
    }

    @Test
    void theEndOfADeploymentThatIsOlderThanTheWindowIsTold() {
        feed = feed(prod.watcher().since(Duration.ofMinutes(5)));
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofHours(1)));
        Listener listener = listen();
        prod.pass(Duration.ofMinutes(50));
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        prod.pass(Duration.ofMinutes(30));

        assertThat(statuses(listener)).contains("Changed SUCCESSFUL");
        assertThat(listener.of(Missed.class)).isEmpty();
        assertThat(statuses(listen())).as("the old one is forgotten").containsExactly("Seen IN_PROGRESS");
    }

    @Test
    void whoAsksForNothingGetsTheNewestStateAndHowManyWereMerged() {
        Listener stalled = listen(0);
        Listener other = listen();
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));
        prod.pass(Duration.ofMinutes(20));

        stalled.request(Long.MAX_VALUE);

        assertThat(other.of(OfDeployment.class))
                .extracting(OfDeployment::merged)
                .containsOnly(0);
        assertThat(statuses(stalled)).containsExactly("Seen ROLLBACK_SUCCESSFUL");
        assertThat(stalled.of(Seen.class).get(0).merged()).isEqualTo(3);
        assertThat(feed.health().mergedStates()).isEqualTo(3);
        assertThat(stalled.events).last().isInstanceOf(PassCompleted.class);
    }

    @Test
    void aSubscriberThatStallsForAMonthTakesTheMemoryOfADay() {
        feed = feed(prod.watcher().interval(MINUTE).idleInterval(MINUTE.multipliedBy(10)));
        Listener stalled = Listener.of(feed.events(), 0);
        Listener other = Listener.of(feed.events());
        for (int hour = 0; hour < 30 * 24; hour++) {
            prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(9)));
            prod.pass(Duration.ofHours(1), Duration.ofMinutes(1));
            assertThat(pending().get(0)).isLessThan(24 + 2 + 3);
        }

        stalled.request(Long.MAX_VALUE);

        assertThat(stalled.of(Seen.class)).hasSizeBetween(24, 25);
        assertThat(stalled.of(Missed.class)).singleElement().satisfies(missed -> assertThat(missed.deployments())
                .isEqualTo(30 * 24 - stalled.of(Seen.class).size())
                .isEqualTo(feed.health().missedDeployments()));
        assertThat(other.of(Seen.class)).hasSize(30 * 24);
        assertThat(other.of(Missed.class)).isEmpty();
    }

    private List<Integer> pending() {
        return feed.pending();
    }

    @Test
    void cancelInsideOnNextIsTheLastThingThatHappens() {
        prod.service("web").history(3);
        List<DeploymentEvent> got = new ArrayList<>();
        BaseSubscriber<DeploymentEvent> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(DeploymentEvent event) {
                got.add(event);
                cancel();
            }
        };

        feed.events().subscribe(subscriber);
        prod.pass(GRACE.plus(SECOND));

        assertThat(got).hasSize(1);
        assertThat(feed.health().subscribers()).isZero();
        assertThat(feed.health().polling()).isFalse();
    }

    @Test
    void whatWaitsIsDiscardedByTheHookOfTheContext() {
        prod.service("web").history(3);
        List<Object> discarded = new ArrayList<>();
        Context context = Operators.enableOnDiscard(Context.empty(), discarded::add);
        Listener listener = Listener.of(feed.events().contextWrite(context), 2);
        prod.pass(SECOND);

        listener.cancel();

        assertThat(listener.events).hasSize(2);
        assertThat(discarded).hasSize(3).hasOnlyElementsOfTypes(Seen.class, PassCompleted.class);
    }

    @Test
    void disposeCompletesAllAbortsTheCallsAndRefusesOthers() {
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        AtomicReference<String> end = new AtomicReference<>("none");
        feed.events().subscribe(event -> {}, error -> end.set("error"), () -> end.set("complete"));
        Listener stalled = listen(0);

        feed.dispose();
        feed.dispose();

        assertThat(end).hasValue("complete");
        assertThat(stalled.isDisposed()).isTrue();
        assertThat(feed.isDisposed()).isTrue();
        assertThat(feed.health().subscribers()).isZero();
        assertThat(prod.ecs.calls().all()).singleElement().matches(call -> call.aborted());
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        feed.events().subscribe(event -> {}, refusal::set);
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("disposed of");
    }

    @Test
    void anErrorOfThePollerReachesEverySubscriberAndTheNextOneBeginsAnew() {
        VirtualTimeScheduler own = VirtualTimeScheduler.create();
        feed = prod.watcher().scheduler(own).build().feed(Flux.just(ref("web")).delaySequence(SECOND, prod.time));
        List<Throwable> errors = new ArrayList<>();
        feed.events().subscribe(event -> {}, errors::add);
        feed.events().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
            }
        });
        own.dispose();
        prod.pass(SECOND);
        assertThat(errors).hasSize(2);
        assertThat(feed.health().polling()).isFalse();
        assertThat(feed.health().subscribers()).isZero();

        feed.events().subscribe(event -> {}, errors::add);

        assertThat(feed.health().ended()).isInstanceOf(RejectedExecutionException.class);
        assertThat(errors).hasSize(3).hasOnlyElementsOfType(RejectedExecutionException.class);
    }

    @Test
    void tellsReactorHowItIs() {
        prod.service("web").history(3);
        AtomicReference<Scannable> scanned = new AtomicReference<>();
        Listener listener =
                Listener.of(feed.events().doOnSubscribe(subscription -> scanned.set(Scannable.from(subscription))), 2);
        prod.pass(SECOND);

        Scannable subscription = Objects.requireNonNull(scanned.get());
        assertThat(subscription.scan(Scannable.Attr.BUFFERED)).isEqualTo(3);
        assertThat(subscription.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isZero();
        assertThat(subscription.scan(Scannable.Attr.RUN_STYLE)).isEqualTo(Scannable.Attr.RunStyle.ASYNC);
        listener.cancel();
        assertThat(subscription.scan(Scannable.Attr.CANCELLED)).isTrue();
        assertThat(subscription.scan(Scannable.Attr.BUFFERED)).isZero();
    }

    @Test
    void graceMayBeZeroButNotNegative() {
        assertThatThrownBy(() -> prod.watcher().grace(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero");
    }

    @Test
    void changesComeOneByOneToWhoAsksInTime() {
        Listener listener = listen();
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));
        prod.pass(Duration.ofMinutes(15));

        assertThat(listener.of(Changed.class)).hasSize(3);
        assertThat(feed.health().mergedStates()).isZero();
    }
}
