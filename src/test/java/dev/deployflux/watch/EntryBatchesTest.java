package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.subscriber.TestSubscriber;

/** What is read as it is at hand, in virtual time. */
class EntryBatchesTest extends FeedScene {

    private TestSubscriber<List<FeedEntry>> read(int most, long demand) {
        TestSubscriber<List<FeedEntry>> reader =
                TestSubscriber.builder().initialRequest(demand).build();
        feed.batchesAfter(null, most).subscribe(reader);
        prod.pass(SECOND);
        return reader;
    }

    private List<FeedEntry> entries() {
        EntryReader reader = new EntryReader(feed.entries());
        prod.pass(SECOND);
        reader.cancel();
        return reader.got;
    }

    private static List<Object> events(List<FeedEntry> entries) {
        return entries.stream().<Object>map(FeedEntry::event).toList();
    }

    private static List<FeedEntry> all(TestSubscriber<List<FeedEntry>> reader) {
        return reader.getReceivedOnNext().stream().flatMap(List::stream).toList();
    }

    @Test
    void aLatecomerGetsTheWholeSnapshotAtOnce() {
        prod.service("web").history(50);
        TestSubscriber<List<FeedEntry>> first = read(1_000, Long.MAX_VALUE);

        TestSubscriber<List<FeedEntry>> late = read(1_000, 1);

        assertThat(late.getReceivedOnNext()).singleElement().satisfies(batch -> {
            assertThat(events(batch)).isEqualTo(events(entries()));
            assertThat(batch.get(0).event()).isInstanceOf(Reset.class);
            assertThat(batch.get(batch.size() - 1).event()).isInstanceOf(Live.class);
        });
        first.cancel();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void howeverSmallTheBatchesAreTheEntriesAreThoseOfWhoReadsOneByOne(int most) {
        prod.service("web").history(50);
        TestSubscriber<List<FeedEntry>> reader = read(most, Long.MAX_VALUE);
        EntryReader oneByOne =
                new EntryReader(feed.entriesAfter(all(reader).get(0).id()));
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofSeconds(30)));
        prod.pass(MINUTE.multipliedBy(2));

        assertThat(reader.getReceivedOnNext())
                .allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, most));
        assertThat(all(reader).get(all(reader).size() - 1)).isSameAs(oneByOne.got.get(oneByOne.got.size() - 1));
        assertThat(all(reader)).doesNotHaveDuplicates();
    }

    @Test
    void aDemandOfOneIsABatchAndWhatIsNewWaitsInTheLog() {
        prod.service("web").history(50);
        entries(); // somebody has been there
        TestSubscriber<List<FeedEntry>> reader = read(10, 1);
        prod.pass(MINUTE);
        assertThat(reader.getReceivedOnNext()).hasSize(1);

        reader.request(1);
        prod.pass(SECOND);

        assertThat(all(reader)).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 10_001})
    void aNumberThatIsNoneOfABatchIsRefusedAtOnce(int most) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> feed.batchesAfter(null, most))
                .withMessageContaining("write 1 to 10,000");
    }
}
