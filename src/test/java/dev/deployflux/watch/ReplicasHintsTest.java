package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Sinks;

/** A hint that any replica gets has the one list that polls. */
class ReplicasHintsTest extends ReplicasHintsScene {

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

    @Test
    void whoIsAloneAsksItsStoreForNoHints() {
        Replica alone = new Replica(
                "alone", prod, MemoryFeedStore.ofOneFeed(prod.time, 100), options -> options.hints(ofA.hints()));
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
