package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What the subscribers of a feed see, in virtual time. */
class FeedTest extends FeedScene {

    @Test
    void aThousandSubscribersCostWhatOneDoes() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            listeners.add(Listener.of(feed.events()));
        }

        prod.pass(MINUTE);

        assertThat(prod.calls()).isEqualTo(7);
        int passes = prod.calls(LIST_SERVICE_DEPLOYMENTS);
        assertThat(feed.health().calls()).as("those of the passes").isEqualTo(passes);
        assertThat(feed.health().subscribers()).isEqualTo(1_000);
        assertThat(listeners).allSatisfy(each -> assertThat(each.events).isEqualTo(listeners.get(0).events));
        assertThat(listeners.get(0).of(PassCompleted.class)).hasSize(passes);
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
    void whoHeardOfADeploymentHearsOfItsEndThoughTheFeedForgetsItMeanwhile() {
        feed = feed(prod.watcher().since(Duration.ofMinutes(5)));
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(10)));
        SimulatedWatch.Listener listener = listen(3);
        assertThat(listener.deployments()).contains("Seen PENDING");

        prod.pass(Duration.ofMinutes(7));
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        prod.pass(Duration.ofMinutes(8));
        listener.request(Long.MAX_VALUE);
        prod.pass(SECOND);

        assertThat(listener.deployments()).contains("Changed SUCCESSFUL");
        assertThat(listener.of(DeploymentEvent.Missed.class)).isEmpty();
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
    void badDemandIsIgnored() {
        prod.service("web").history(3);
        Listener listener = listen(1);

        listener.subscription().request(0);
        listener.subscription().request(-5);
        prod.pass(SECOND);

        assertThat(listener.events).hasSize(1);
        listener.request(2);
        assertThat(listener.events).hasSize(3);
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
    void changesComeOneByOneToWhoAsksInTime() {
        Listener listener = listen();
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));
        prod.pass(Duration.ofMinutes(15));

        assertThat(listener.of(Changed.class)).hasSize(3);
        assertThat(feed.health().mergedStates()).isZero();
    }
}
