package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A hint that any replica gets has the one list that polls. */
class ReplicasHintsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Hints as one replica gets them, and how often they were subscribed to. */
    private static final class Queue {
        private final Sinks.Many<ServiceRef> sink = Sinks.many().multicast().directBestEffort();
        private int subscriptions;
        private int now;
        private int most;
        private int failing;

        private final Flux<ServiceRef> hints = Flux.defer(() -> {
            subscriptions++;
            if (failing-- > 0) {
                return Flux.error(new IllegalStateException("the queue is away"));
            }
            return sink.asFlux()
                    .doOnSubscribe(any -> most = Math.max(most, ++now))
                    .doOnCancel(() -> now--);
        });

        void name(String service) {
            sink.tryEmitNext(ref(service)).orThrow();
        }
    }

    private final SimulatedWatch prod = new SimulatedWatch();
    private final MemoryFeedStore shared = new MemoryFeedStore("shared", prod.time, 1_000);
    private final List<Replica> replicas = new ArrayList<>();
    private final Queue ofA = new Queue();
    private final Queue ofB = new Queue();

    @BeforeEach
    void useVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
        prod.service("web");
    }

    @AfterEach
    void stop() {
        VirtualTimeScheduler.reset();
        prod.close();
    }

    private Replica replica(String name, Queue queue) {
        return replica(name, queue.hints);
    }

    private Replica replica(String name, Publisher<ServiceRef> hints) {
        Replica replica = new Replica(name, prod, shared, options -> options.idleInterval(MINUTE.multipliedBy(10))
                .grace(Duration.ZERO)
                .hints(hints));
        replicas.add(replica);
        return replica;
    }

    private void pass(Duration time) {
        Replica.pass(prod, time, replicas);
    }

    private void deploy() {
        prod.service("web").deploy(DeploymentScript.successful(MINUTE));
    }

    private static long count(EntryReader reader, Class<? extends DeploymentEvent> kind) {
        return reader.got.stream()
                .filter(entry -> kind.isInstance(entry.event()))
                .count();
    }

    @Test
    void aHintAtTheReaderHasThePollerListAtOnceAndAllTellWhatIsNew() {
        Replica a = replica("a", ofA);
        EntryReader onA = a.entries();
        EntryReader onB = replica("b", ofB).entries();
        pass(MINUTE);
        deploy();
        pass(SECOND.multipliedBy(5));
        assertThat(count(onA, Seen.class)).isZero();

        ofB.name("web");
        pass(SECOND);

        assertThat(a.polls()).isTrue();
        assertThat(count(onA, Seen.class)).isEqualTo(1);
        assertThat(count(onB, Seen.class)).isEqualTo(1);
    }

    @Test
    void afterATakeoverHintsReachTheNextPoller() {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);
        a.feed.dispose();
        pass(SECOND);
        Queue ofC = new Queue();
        replica("c", ofC).entries();
        pass(MINUTE);
        assertThat(b.polls()).isTrue();

        deploy();
        ofC.name("web");
        pass(SECOND);
        assertThat(count(onB, Seen.class)).isEqualTo(1);
        pass(MINUTE.multipliedBy(2));
        deploy();
        ofB.name("web");
        pass(SECOND);

        assertThat(count(onB, Seen.class)).isEqualTo(2);
    }

    @Test
    void theQueueIsSubscribedToOnceAtATime() {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        a.entries();
        b.entries();
        pass(MINUTE);
        assertThat(List.of(ofA.subscriptions, ofA.now, ofB.subscriptions, ofB.now))
                .containsOnly(1);

        a.stop();
        pass(SECOND.multipliedBy(15));
        a.wake();
        pass(SECOND.multipliedBy(5));

        assertThat(b.polls()).isTrue();
        assertThat(List.of(ofA.subscriptions, ofB.subscriptions)).containsOnly(2);
        assertThat(List.of(ofA.most, ofA.now, ofB.most, ofB.now)).containsOnly(1);
    }

    @Test
    void whoMayBeAboutToPollDoesNotSubscribeForAnother() {
        Replica a = replica("a", ofA);
        Sinks.Empty<Void> answer = Sinks.empty();
        a.store.claimsAnswered = answer.asMono();
        a.entries();
        pass(SECOND);
        assertThat(ofA.subscriptions).isZero();
        answer.tryEmitEmpty();
        pass(SECOND);

        assertThat(a.polls()).isTrue();
        assertThat(ofA.subscriptions).isEqualTo(1);
    }

    @Test
    void aQueueThatThrowsWhenItIsLeftKeepsNobodyFromPolling() {
        Publisher<ServiceRef> queue = subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long hints) {}

            @Override
            public void cancel() {
                throw new IllegalStateException("the queue can't be left");
            }
        });
        Replica a = replica("a", ofA);
        Replica b = replica("b", queue);
        a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);
        a.feed.dispose();
        pass(SECOND);
        deploy();
        pass(MINUTE.multipliedBy(10));

        assertThat(b.polls()).isTrue();
        assertThat(count(onB, Seen.class)).isEqualTo(1);
        b.feed.dispose();
        pass(SECOND);
        assertThat(b.polls()).isFalse();
    }

    @Test
    void nothingIsSubscribedToBehindTheLastListenerOrTheFeed() {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);

        onB.cancel();
        assertThat(ofB.now).isZero();
        b.entries();
        pass(SECOND);
        assertThat(ofB.now).isEqualTo(1);
        b.feed.dispose();
        a.feed.dispose();
        int asked = a.store.hintsAsked;
        pass(MINUTE);

        assertThat(List.of(ofA.now, ofB.now)).containsOnly(0);
        assertThat(a.store.hintsAsked).isEqualTo(asked);
    }

    static Stream<Mono<Void>> noAnswers() {
        return Stream.of(
                Mono.error(new IllegalStateException("away")),
                Mono.error(new FeedStoreException(FeedStoreException.Reason.MOVED, "refused for good")),
                Mono.never());
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void aStoreThatFailsOrIsSilentForHintsIsNoTroubleAndLaterOnesArrive(Mono<Void> answer) {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        EntryReader onA = a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);
        a.store.hintsAnswer = answer;
        b.store.hintsAnswer = answer;
        ofB.name("web");
        pass(MINUTE);
        ofA.name("web"); // its own needs no store
        deploy();
        pass(SECOND.multipliedBy(6));
        assertThat(count(onA, Seen.class)).isEqualTo(1);

        a.store.hintsAnswer = null;
        b.store.hintsAnswer = null;
        pass(MINUTE.multipliedBy(2));
        deploy();
        ofB.name("web");
        pass(SECOND);

        assertThat(count(onA, Seen.class)).isEqualTo(2);
        assertThat(count(onA, StoreFailing.class) + count(onB, StoreFailing.class))
                .isZero();
        assertThat(List.of(a.polls(), b.polls())).containsExactly(true, false);
    }

    @Test
    void aStoreThatIsAwayHoldsBackHintsUntilItIsThereAgain() {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        EntryReader onA = a.entries();
        b.entries();
        pass(MINUTE);
        b.store.cut();
        deploy();
        ofB.name("web");
        pass(SECOND.multipliedBy(5));
        assertThat(count(onA, Seen.class)).isZero();
        b.store.mend();
        pass(SECOND.multipliedBy(10));

        assertThat(count(onA, Seen.class)).isEqualTo(1);
    }

    @Test
    void aFloodAtTheReaderIsBounded() {
        Replica a = replica("a", ofA);
        Replica b = replica("b", ofB);
        EntryReader onA = a.entries();
        b.entries();
        pass(MINUTE);
        b.store.hintsAnswer = Mono.never();
        for (int i = 0; i < 30_000; i++) {
            ofB.name("other-" + i);
            ofB.name("other-" + i);
        }
        b.store.hintsAnswer = null;
        pass(MINUTE);

        assertThat(b.store.hinted).hasSizeBetween(10_000, 11_000);
        deploy();
        ofB.name("web");
        pass(SECOND.multipliedBy(2));
        assertThat(count(onA, Seen.class)).isEqualTo(1);
    }

    @Test
    void manyHintsAreSentFourTimesASecondAtMost() {
        replica("a", ofA).entries();
        Replica b = replica("b", ofB);
        b.entries();
        pass(MINUTE);
        for (int i = 0; i < 100; i++) {
            ofB.name("web");
            pass(Duration.ofMillis(100));
        }

        assertThat(b.store.hinted).hasSizeBetween(20, 41);
    }

    @Test
    void aReadersQueueThatFailsIsSubscribedToAgainAfterAPause() {
        ofB.failing = 2;
        Replica a = replica("a", ofA);
        EntryReader onA = a.entries();
        EntryReader onB = replica("b", ofB).entries();
        pass(SECOND.multipliedBy(4));
        assertThat(ofB.subscriptions).isEqualTo(1);
        pass(SECOND.multipliedBy(16));
        assertThat(ofB.subscriptions).isEqualTo(3);
        deploy();
        ofB.name("web");
        pass(SECOND);

        assertThat(count(onA, Seen.class)).isEqualTo(1);
        assertThat(count(onB, HintsFailing.class)).isZero();
    }

    @Test
    void hintsOfOthersNeitherHastenNorMendAPollersOwnQueue() {
        ofA.failing = 1_000;
        EntryReader onA = replica("a", ofA).entries();
        replica("b", ofB).entries();
        for (int i = 0; i < 320; i++) {
            pass(SECOND);
            ofB.name(i % 2 == 0 ? "web" : "unknown-" + i);
        }

        assertThat(ofA.subscriptions).isEqualTo(7); // after 0, 5, 15, 35, 75, 155 and 315 seconds
        assertThat(count(onA, HintsFailing.class)).isEqualTo(7);
        assertThat(count(onA, HintsRecovered.class)).isZero();
    }

    @Test
    void whoIsAloneAsksItsStoreForNoHints() {
        Replica alone = new Replica(
                "alone", prod, MemoryFeedStore.ofOneFeed(prod.time, 100), options -> options.hints(ofA.hints));
        replicas.add(alone);
        EntryReader reader = alone.entries();
        pass(MINUTE);
        deploy();
        ofA.name("web");
        pass(SECOND);

        assertThat(count(reader, Seen.class)).isEqualTo(1);
        assertThat(alone.store.hintsAsked).isZero();
        assertThat(ofA.subscriptions).isEqualTo(1);
    }
}
