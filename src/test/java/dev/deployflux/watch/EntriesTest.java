package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What is read one by one, in virtual time. */
class EntriesTest extends FeedScene {

    private EntryReader read() {
        EntryReader reader = new EntryReader(feed.entries());
        prod.pass(SECOND);
        return reader;
    }

    private void deploy(int times) {
        for (int i = 0; i < times; i++) {
            prod.service("web").deploy(DeploymentScript.successful(Duration.ofSeconds(30)));
            prod.pass(MINUTE.multipliedBy(2));
        }
    }

    @Test
    void beginsWithAResetAndASnapshotAndIsLiveWhenAllHasBeenRead() {
        prod.service("web").history(2);

        assertThat(read().types())
                .isEqualTo(List.of(
                        Reset.class, ServiceJoined.class, Seen.class, Seen.class, PassCompleted.class, Live.class));
    }

    @Test
    void whoComesAgainGoesOnBehindItsLastWithoutLossOrRepetition() {
        EntryReader all = read();
        EntryReader gone = read();
        gone.cancel();
        deploy(3);

        EntryReader back = new EntryReader(feed.entriesAfter(gone.last()));
        prod.pass(SECOND);

        List<FeedEntry> missed = all.got.subList(all.got.size() - back.got.size() + 1, all.got.size());
        assertThat(missed.get(0).id())
                .isEqualTo(new EventId(gone.last().epoch(), gone.last().number() + 1));
        assertThat(back.got.subList(0, missed.size())).isEqualTo(missed);
        assertThat(back.got.get(missed.size()).event()).isInstanceOf(Live.class);
    }

    /** A busy machine, or a slow client, takes seconds for a large snapshot. */
    @Test
    void whatChangesWhileASnapshotIsToldIsToldAsItWasAndThenHowItChanged() {
        read();
        deploy(1);
        String over = prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(10)));
        prod.pass(MINUTE.multipliedBy(2));
        EntryReader slow = new EntryReader(feed.entries(), 2);
        prod.pass(MINUTE.multipliedBy(20));
        assertThat(slow.types()).isEqualTo(List.of(Reset.class, ServiceJoined.class));

        slow.request(Long.MAX_VALUE);
        prod.pass(SECOND);

        assertThat(slow.types()).filteredOn(Reset.class::equals).hasSize(1);
        assertThat(slow.got.stream()
                        .map(FeedEntry::event)
                        .filter(event -> event instanceof OfDeployment news
                                && over.equals(news.deployment().serviceDeploymentArn()))
                        .<Class<?>>map(Object::getClass))
                .isEqualTo(List.of(Seen.class, DeploymentEvent.Changed.class));
        assertThat(slow.got.stream()
                        .map(FeedEntry::id)
                        .skip(1)
                        .filter(id -> !id.equals(slow.last()))
                        .toList())
                .isSortedAccordingTo(EventId.ORDER)
                .doesNotHaveDuplicates();
    }

    @Test
    void numbersAreDenseAndTheSameForEverybody() {
        EntryReader first = read();
        deploy(2);
        List<Long> numbers = first.got.stream()
                .filter(entry -> !(entry.event() instanceof Reset) && !(entry.event() instanceof Live))
                .map(entry -> entry.id().number())
                .toList();

        assertThat(numbers.get(0)).isEqualTo(1);
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
        }
        assertThat(read().last()).isEqualTo(first.last());
    }

    @Test
    void passesWithoutNewsTakeNoPlaceInTheLog() {
        EntryReader reader = read();
        int before = reader.got.size();

        prod.pass(Duration.ofHours(1));

        assertThat(feed.health().calls()).isGreaterThan(50);
        assertThat(reader.got).hasSize(before);
    }

    @Test
    void newsAreFollowedByTheBookmarkOfTheirPass() {
        EntryReader reader = read();
        deploy(1);

        List<Class<?>> types = reader.types();
        int news = reader.got.indexOf(reader.got.stream()
                .filter(entry -> entry.event() instanceof OfDeployment)
                .findFirst()
                .orElseThrow());
        assertThat(types.get(news + 1)).isEqualTo(PassCompleted.class);
    }

    @Test
    void anIdOfAnotherFeedIsAReset() {
        read();

        EntryReader back = new EntryReader(feed.entriesAfter(EventId.parse("5f3a9c21-1")));
        prod.pass(SECOND);

        assertThat(back.types()).startsWith(Reset.class, ServiceJoined.class).endsWith(Live.class);
    }

    @Test
    void anIdThatTheFeedHasNotGivenYetIsAReset() {
        EventId last = read().last();

        EntryReader back = new EntryReader(feed.entriesAfter(new EventId(last.epoch(), last.number() + 1)));
        prod.pass(SECOND);

        assertThat(back.types().get(0)).isEqualTo(Reset.class);
    }

    @Test
    void whoReadsSlowlyTakesNoMemoryAndIsResetWhenTheLogHasMovedOn() {
        feed = feed(prod.watcher().eventLog(10));
        EntryReader slow = new EntryReader(feed.entries(), 2);
        prod.pass(SECOND);
        deploy(6);
        assertThat(slow.got).hasSize(2);

        slow.request(Long.MAX_VALUE);
        prod.pass(SECOND);

        assertThat(slow.types()).filteredOn(Reset.class::equals).hasSize(2);
        assertThat(slow.got.stream()
                        .map(FeedEntry::event)
                        .filter(OfDeployment.class::isInstance)
                        .map(event -> ((OfDeployment) event).deployment().statusAsString()))
                .hasSize(6)
                .containsOnly("SUCCESSFUL");
        assertThat(feed.health().mergedStates()).isZero();
    }

    @Test
    void aServiceThatCanNotBeReadDoesNotHoldBackLive() {
        prod.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());

        assertThat(read().types()).endsWith(ServiceFailing.class, Live.class);
    }

    @Test
    void aFeedThatFindsNoServiceIsLiveAsSoonAsItHasLooked() {
        feed = prod.watcher().build().feed(Flux.empty());

        assertThat(read().got)
                .extracting(FeedEntry::event)
                .satisfiesExactly(reset -> assertThat(reset).isInstanceOf(Reset.class), live -> assertThat(live)
                        .isEqualTo(new Live(0)));
    }

    @Test
    void whatWasToldBeforeTheEndComesBeforeItAsFarAsItIsAskedFor() {
        prod.service("web").history(3);
        EntryReader slow = new EntryReader(feed.entries(), 1);
        prod.pass(SECOND);

        feed.dispose();
        prod.pass(SECOND);
        assertThat(slow.completed).isFalse();
        slow.request(3);
        prod.pass(SECOND);
        assertThat(slow.completed).isFalse();
        slow.request(Long.MAX_VALUE);
        prod.pass(SECOND);

        assertThat(slow.types()).startsWith(Reset.class, ServiceJoined.class, Seen.class, Seen.class, Seen.class);
        assertThat(slow.completed).isTrue();
    }

    @Test
    void aEntryReaderWithoutDemandThatHasGotAllIsToldOfTheEndAtOnce() {
        EntryReader reader = new EntryReader(feed.entries(), 3); // reset, joined, live
        prod.pass(SECOND);

        feed.dispose();
        prod.pass(SECOND);

        assertThat(reader.completed).isTrue();
    }

    @Test
    void thePollingGoesOnWhileSomebodyReadsAndStopsWithTheLast() {
        EntryReader reader = read();
        assertThat(feed.health().subscribers()).isEqualTo(1);

        reader.cancel();
        prod.pass(GRACE.plus(SECOND));

        assertThat(feed.health().polling()).isFalse();
        assertThat(feed.pending()).isEmpty();
    }

    @Test
    void eventsAfterAreTheEventsOfTheEntries() {
        EntryReader all = read();
        EventId from = all.last();
        deploy(1);
        List<DeploymentEvent> events = new ArrayList<>();

        feed.eventsAfter(from).subscribe(events::add);
        prod.pass(SECOND);

        assertThat(events).filteredOn(OfDeployment.class::isInstance).isNotEmpty();
        assertThat(events.subList(0, events.size() - 1))
                .isEqualTo(all.got.stream()
                        .filter(entry -> entry.id().number() > from.number())
                        .map(FeedEntry::event)
                        .toList());
    }

    @Test
    void alarmsRingForWhoResumesBehindItsLastEvent() {
        EventId last = read().last();
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofSeconds(40), "tasks failed to start"));
        prod.pass(MINUTE.multipliedBy(3));
        List<DeploymentEvent> rung = new ArrayList<>();

        feed.eventsAfter(last).transformDeferred(DeploymentEvents.alarms()).subscribe(rung::add);
        prod.pass(SECOND);

        assertThat(rung).singleElement().isInstanceOfSatisfying(OfDeployment.class, news -> assertThat(
                        news.deployment().statusAsString())
                .isEqualTo("ROLLBACK_SUCCESSFUL"));
    }

    @Test
    void whatIsMadeOfAnEntryIsMadeOnceForAll() {
        FeedEntry entry = new FeedEntry(new EventId("a", 1), new ServiceJoined(ref("web")));
        AtomicInteger made = new AtomicInteger();
        Function<FeedEntry, Integer> number = any -> made.incrementAndGet();

        assertThat(entry.<Integer>rendered(number)).isEqualTo(entry.<Integer>rendered(number));
        assertThat(entry.<String>rendered(any -> "another")).isEqualTo("another");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without NullAway may do
    void nullIsRefusedAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> feed.entriesAfter(null));
        assertThatNullPointerException().isThrownBy(() -> feed.eventsAfter(null));
    }
}
