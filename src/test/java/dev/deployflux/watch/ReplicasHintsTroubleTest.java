package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/** What replicas make of hints when the store, a queue or their number gives trouble. */
class ReplicasHintsTroubleTest extends ReplicasHintsScene {

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
}
