package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a store does to a replica at the worst moment. */
class StoreTroubleTest extends ReplicasScene {

    private static long count(EntryReader reader, Class<? extends DeploymentEvent> kind) {
        return reader.got.stream()
                .filter(entry -> kind.isInstance(entry.event()))
                .count();
    }

    @Test
    void aFailureBehindTheLeaseIsOverWhenPollingBegins() {
        a.store.rowsFailIn = 1; // behind those with which it began
        EntryReader onA = a.entries();
        pass(MINUTE);

        assertThat(a.polls()).isTrue();
        assertThat(count(onA, StoreFailing.class)).isEqualTo(1);
        assertThat(count(onA, StoreRecovered.class)).isEqualTo(1);
        assertThat(a.feed.health().storeFailure()).isNull();
    }

    @Test
    void whoCantReadTheRowsLeavesPollingToAnother() {
        b.entries();
        pass(SECOND);
        EntryReader onA = a.entries();
        pass(MINUTE);
        a.store.rowsFail = true;
        b.stop();
        pass(SECOND.multipliedBy(15));
        assertThat(a.polls()).isTrue();
        assertThat(count(onA, StoreFailing.class)).isPositive();

        b.wake();
        pass(MINUTE);
        assertThat(b.polls()).isTrue();
        assertThat(a.feed.health().storeFailure()).isNull();
        assertThat(count(onA, StoreRecovered.class)).isEqualTo(1);

        prod.service("web").deploy(DeploymentScript.successful(MINUTE));
        pass(MINUTE.multipliedBy(3));
        assertThat(onA.types()).endsWith(Changed.class, PassCompleted.class);
        assertThat(count(onA, Reset.class)).isEqualTo(1);
    }

    @Test
    void whoIsAloneAndCouldntReadTheRowsPollsWhenItCan() {
        b.entries();
        pass(SECOND);
        EntryReader onA = a.entries();
        pass(MINUTE);
        a.store.rowsFail = true;
        b.feed.dispose();
        pass(MINUTE);
        int calls = prod.calls();
        pass(MINUTE.multipliedBy(5));
        assertThat(prod.calls()).isEqualTo(calls);
        assertThat(a.feed.health().storeFailure()).isNotNull();

        a.store.rowsFail = false;
        pass(MINUTE);

        assertThat(prod.calls()).isGreaterThan(calls);
        assertThat(a.feed.health().storeFailure()).isNull();
        assertThat(count(onA, StoreRecovered.class)).isEqualTo(1);
    }

    @Test
    void aFirstLookThatIsWrittenInPartIsGoneOnWith() {
        prod.service("web").history(FeedDraft.MOST + 100, SECOND.multipliedBy(30));
        a.store.cutBehind = 2; // that the service has joined, and the first part
        a.entries();
        pass(SECOND.multipliedBy(3));
        a.stop();
        EntryReader onB = b.entries();
        pass(SECOND.multipliedBy(20));

        assertThat(b.polls()).isTrue();
        assertThat(onB.got.stream()
                        .map(FeedEntry::event)
                        .filter(Seen.class::isInstance)
                        .map(event -> ((Seen) event).deployment().serviceDeploymentArn()))
                .hasSizeGreaterThan(FeedDraft.MOST + 99)
                .doesNotHaveDuplicates();
    }

    @Test
    void whoIsRefusedTakesTheLeaseAgainAndSaysSo() {
        EntryReader onA = a.entries();
        pass(MINUTE);
        a.store.refused = 1;
        pass(MINUTE.multipliedBy(3));

        assertThat(a.store.refused).isNegative();
        assertThat(a.polls()).isTrue();
        assertThat(count(onA, Reset.class)).isEqualTo(1);
    }

    @Test
    void whoDisposesWhileTheFirstComesIsToldWhenThatIsOver() {
        VirtualTimeScheduler.reset();
        AtomicBoolean once = new AtomicBoolean(true);
        AtomicBoolean over = new AtomicBoolean();
        Schedulers.onScheduleHook("dispose", task -> {
            if (once.compareAndSet(true, false)) {
                a.feed.disposeLater().subscribe(any -> {}, error -> {}, () -> over.set(true));
            }
            return task;
        });
        try {
            new EntryReader(a.feed.entries(), 0);
        } finally {
            Schedulers.resetOnScheduleHook("dispose");
        }

        assertThat(once).isFalse();
        assertThat(over).isTrue();
    }

    @Test
    void leasesOfConsumersAreGivenBackToo() {
        a.feed.consume("slack", event -> Mono.empty());
        b.feed.consume("slack", event -> Mono.empty());
        pass(SECOND);
        AtomicBoolean over = new AtomicBoolean();
        a.store.roleHeld = "consumer:slack";
        a.feed.disposeLater().subscribe(any -> {}, error -> {}, () -> over.set(true));
        assertThat(over).isFalse();

        a.store.letReleases();
        pass(SECOND);

        assertThat(over).isTrue();
        assertThat(b.feed.health().consumers()).singleElement().matches(ConsumerHealth::here);
    }

    @Test
    void aHandlerThatThrowsWhatReactorTakesForFatalIsTriedAgain() {
        int[] calls = {0};
        a.feed.consume(
                "slack",
                event -> Mono.fromRunnable(() -> {
                    if (calls[0]++ < 3) {
                        throw new NoClassDefFoundError("com/slack/Client");
                    }
                }));
        pass(MINUTE.multipliedBy(2));

        assertThat(calls[0]).isGreaterThan(4);
        assertThat(a.feed.health().consumers()).singleElement().matches(consumer -> consumer.error() == null);
    }

    @Test
    void whoKnowsOfLaterEventsDoesntWaitLongForThemHoweverManyCome() {
        a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);
        EntryReader ahead = new EntryReader(b.feed.entriesAfter(new EventId("ffffffffffffff", 1)));
        for (int i = 0; i < 7; i++) {
            b.entries();
            pass(SECOND);
        }

        assertThat(ahead.types()).startsWith(Reset.class);
        assertThat(count(onB, Reset.class)).isEqualTo(1);
    }
}
