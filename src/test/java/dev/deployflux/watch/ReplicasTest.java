package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Several replicas on one store: one polls, all tell the same, and any goes on where another was. */
class ReplicasTest extends ReplicasScene {

    /** What is in the log; the rest is each replica's own. */
    private static List<String> told(EntryReader reader) {
        return reader.got.stream()
                .filter(entry -> EventKind.topic(entry.event()) != EventKind.Topic.SUBSCRIBER
                        && EventKind.topic(entry.event()) != EventKind.Topic.STORE)
                .map(entry -> entry.id() + " " + entry.event().getClass().getSimpleName() + status(entry.event()))
                .toList();
    }

    private static String status(DeploymentEvent event) {
        return event instanceof OfDeployment news ? " " + news.deployment().statusAsString() : "";
    }

    private static List<String> statuses(EntryReader reader) {
        return reader.got.stream()
                .map(FeedEntry::event)
                .filter(OfDeployment.class::isInstance)
                .map(event -> ((OfDeployment) event).deployment().statusAsString())
                .toList();
    }

    @Test
    void onePollsAndAllTellTheSameUnderTheSameIds() {
        EntryReader onA = a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE.multipliedBy(5));

        assertThat(a.polls()).isTrue();
        assertThat(b.polls()).isFalse();
        assertThat(Objects.requireNonNull(b.feed.health().poller()).replica()).isEqualTo("a");
        assertThat(statuses(onA)).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(told(onB)).isEqualTo(told(onA));
        assertThat(b.feed.health().services()).hasSize(1);
        assertThat(b.feed.health().lag()).isLessThan(MINUTE.plus(SECOND.multipliedBy(10)));
        assertThat(b.feed.health().calls()).isPositive();
    }

    @Test
    void aReplicaThatIsDisposedOfHandsOverAtOnce() {
        a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);

        a.feed.dispose();
        pass(SECOND);
        assertThat(b.polls()).isTrue();
        pass(MINUTE.multipliedBy(4));

        assertThat(statuses(onB)).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(onB.got).filteredOn(entry -> entry.event() instanceof Reset).hasSize(1);
    }

    @Test
    void whoIsStoppedLosesTheLeaseAndNoticesWhenItGoesOn() {
        EntryReader onA = a.entries();
        EntryReader onB = b.entries();
        pass(MINUTE);

        a.stop();
        pass(Duration.ofSeconds(11));
        assertThat(b.polls()).isTrue();
        pass(MINUTE.multipliedBy(4));
        a.wake();
        pass(SECOND.multipliedBy(3));

        assertThat(a.polls()).isFalse();
        assertThat(b.polls()).isTrue();
        assertThat(statuses(onB)).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(told(onA)).isEqualTo(told(onB));
        assertThat(onA.got).filteredOn(entry -> entry.event() instanceof Reset).hasSize(1);
    }

    @Test
    void aClientThatMovesGoesOnBehindItsLastEvent() {
        EntryReader onA = a.entries();
        pass(SECOND.multipliedBy(30));
        a.feed.dispose();

        EntryReader onB = new EntryReader(b.feed.entriesAfter(onA.last()));
        pass(MINUTE.multipliedBy(4));

        assertThat(onB.got).extracting(FeedEntry::event).doesNotHaveAnyElementsOfTypes(Reset.class);
        assertThat(statuses(onA)).containsExactly("PENDING", "IN_PROGRESS");
        assertThat(statuses(onB)).containsExactly("SUCCESSFUL");
        assertThat(onB.got).extracting(FeedEntry::event).hasAtLeastOneElementOfType(Changed.class);
    }

    @Test
    void aReplyThatIsLostLosesAndRepeatsNothing() {
        EntryReader onA = a.entries();
        EntryReader onB = b.entries();
        a.store.repliesLost = 3;
        pass(MINUTE.multipliedBy(4));

        assertThat(statuses(onA)).containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
        assertThat(onA.got).extracting(FeedEntry::event).hasAtLeastOneElementOfType(StoreRecovered.class);
        assertThat(statuses(onB)).isEqualTo(statuses(onA));
    }

    @Test
    void whileTheStoreIsAwayStreamsStayOpenAndSaySo() {
        EntryReader onA = a.entries();
        EntryReader onB = b.entries();
        pass(SECOND);
        a.store.cut();
        b.store.cut();
        int calls = prod.calls();
        pass(MINUTE.multipliedBy(4));

        assertThat(prod.calls() - calls).isLessThan(10); // until its lease isn't to be trusted
        for (EntryReader reader : List.of(onA, onB)) {
            assertThat(reader.got)
                    .filteredOn(entry -> entry.event() instanceof StoreFailing)
                    .hasSize(1);
            assertThat(reader.errors).isEmpty();
            assertThat(reader.completed).isFalse();
        }
        assertThat(a.feed.health().storeFailure()).hasMessage("the store is away");
        assertThat(b.feed.health().readerLag()).isGreaterThan(MINUTE.multipliedBy(3));

        a.store.mend();
        b.store.mend();
        pass(SECOND.multipliedBy(20));

        for (EntryReader reader : List.of(onA, onB)) {
            assertThat(reader.got)
                    .filteredOn(entry -> entry.event() instanceof StoreRecovered)
                    .hasSize(1);
            assertThat(statuses(reader)).startsWith("PENDING").endsWith("SUCCESSFUL");
            assertThat(reader.got)
                    .filteredOn(entry -> entry.event() instanceof Reset)
                    .hasSize(1);
        }
        assertThat(a.feed.health().storeFailure()).isNull();
    }

    @Test
    void aRestartOfAllTellsDifferencesAlone() {
        EntryReader before = a.entries();
        pass(SECOND.multipliedBy(30));
        a.feed.dispose();
        Replica later = new Replica("later", prod, shared);
        EntryReader after = new EntryReader(later.feed.entriesAfter(before.last()));
        Replica.pass(prod, MINUTE.multipliedBy(4), List.of(later));

        assertThat(statuses(after)).containsExactly("SUCCESSFUL");
    }
}
