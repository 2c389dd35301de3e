package dev.deployflux.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import dev.deployflux.watch.FeedValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What holds for writing to the log and the rows of any store. */
public abstract class FeedLogContract extends FeedLeaseContract {

    @Test
    void aNewStoreIsEmpty() {
        assertThat(get(store.tail())).isEqualTo(EventId.NONE);
        assertThat(all(store.newest(10))).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void whatIsAppendedIsTheNewest() {
        Lease lease = claimed("a");
        List<LogEntry> written = entries(lease, EventId.NONE, 5);

        run(store.append(lease, new Batch(written, EventId.NONE, Map.of(), List.of(), List.of())));

        assertThat(get(store.tail())).isEqualTo(id(lease, 5));
        assertThat(told(all(store.newest(10)))).isEqualTo(told(written));
        assertThat(told(all(store.newest(2)))).isEqualTo(told(written.subList(3, 5)));
        assertThat(all(store.newest(0))).isEmpty();
    }

    @Test
    void aTermFollowsTheOneBefore() {
        Lease first = claimed("a");
        EventId end = append(first, EventId.NONE, 3);
        run(store.release(first));
        Lease second = claimed("b");

        EventId last = append(second, append(second, end, 2), 1);

        assertThat(last).isEqualTo(id(second, 3));
        List<LogEntry> newest = all(store.newest(4));
        assertThat(newest).extracting(LogEntry::id).containsExactly(end, id(second, 1), id(second, 2), last);
        assertThat(newest)
                .extracting(LogEntry::previous)
                .containsExactly(id(first, 2), end, id(second, 1), id(second, 2));
    }

    @Test
    void nothingIsWrittenByWhoseLeaseIsAnothers() {
        Lease first = claimed("a");
        EventId end = append(first, EventId.NONE, 1);
        advance(LASTING);
        claimed("b");

        Batch late = new Batch(entries(first, end, 1), end, Map.of("k", value("v")), List.of(), List.of());
        assertRefused(() -> run(store.append(first, late)), Reason.FENCED);

        assertThat(get(store.tail())).isEqualTo(end);
        assertThat(rows()).isEmpty();
    }

    @Test
    void anOlderClaimOfTheSameHolderIsOverToo() {
        Lease first = claimed("a");
        claimed("a");

        assertRefused(() -> run(store.append(first, batch(first, EventId.NONE, 1))), Reason.FENCED);
    }

    @Test
    void nothingIsWrittenUnderALeaseThatWasGivenBack() {
        Lease lease = claimed("a");
        run(store.release(lease));

        assertRefused(() -> run(store.append(lease, batch(lease, EventId.NONE, 1))), Reason.FENCED);
    }

    @Test
    void aLeaseThatHasRunOutWritesUntilAnotherClaimsIt() {
        Lease lease = claimed("a");
        advance(LASTING.multipliedBy(2));

        assertThat(append(lease, EventId.NONE, 1)).isEqualTo(get(store.tail()));
    }

    @Test
    void nothingIsWrittenIfTheLogEndsElsewhere() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 3);
        EventId elsewhere = id(lease, 7);

        Batch ahead = new Batch(
                entries(lease, elsewhere, 2), elsewhere, Map.of("k", value("v")), List.of(), List.of(value("note")));
        assertRefused(() -> run(store.append(lease, ahead)), Reason.MOVED);
        assertRefused(() -> run(store.append(lease, rowsAlone(EventId.NONE, Map.of("k", value("v"))))), Reason.MOVED);

        assertThat(get(store.tail())).isEqualTo(end);
        assertThat(rows()).isEmpty();
    }

    @Test
    void theSameBatchAgainChangesNothing() {
        Lease lease = claimed("a");
        Batch batch =
                new Batch(entries(lease, EventId.NONE, 3), EventId.NONE, Map.of("k", value("v")), List.of(), List.of());
        run(store.append(lease, batch));

        run(store.append(lease, batch));

        assertThat(get(store.tail())).isEqualTo(id(lease, 3));
        assertThat(told(all(store.newest(10)))).isEqualTo(told(batch.entries()));
        assertThat(rows()).isEqualTo(Map.of("k", value("v").toJson()));
    }

    @Test
    void anotherBatchOfTheSameNumbersIsRefused() {
        Lease lease = claimed("a");
        append(lease, EventId.NONE, 1);
        LogEntry other = new LogEntry(id(lease, 1), EventId.NONE, value("other"));

        Batch batch = new Batch(List.of(other), EventId.NONE, Map.of(), List.of(), List.of());
        assertRefused(() -> run(store.append(lease, batch)), Reason.MOVED);
    }

    @Test
    void ofBatchesForTheSamePlaceOneIsWritten() {
        Lease lease = claimed("a");

        List<Boolean> written =
                all(Flux.range(1, 8).flatMap(count -> store.append(lease, batch(lease, EventId.NONE, count))
                        .thenReturn(true)
                        .onErrorReturn(FeedStoreException.class, false)
                        .subscribeOn(Schedulers.boundedElastic())));

        assertThat(written).containsOnlyOnce(true);
        List<LogEntry> newest = all(store.newest(100));
        assertThat(told(newest)).isEqualTo(told(entries(lease, EventId.NONE, newest.size())));
    }

    @Test
    void badlyNumberedBatchesAreRefusedBeforeTheyAreSent() {
        Lease lease = claimed("a");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Batch(entries(lease, id(lease, 1), 1), EventId.NONE, Map.of(), List.of(), List.of()))
                .withMessageContaining("1, 2, 3");

        Lease other = new Lease(FeedStore.POLLER, "a", 7, true, LASTING, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(store.append(lease, batch(other, EventId.NONE, 1))))
                .withMessageContaining("term");
    }

    @Test
    void rowsArePutReplacedAndRemoved() {
        Lease lease = claimed("a");
        Map<String, FeedValue> rows = Map.of("one", value("1"), "two", value("2"), "três {3}", value("ü"));
        run(store.append(lease, rowsAlone(EventId.NONE, rows)));
        assertThat(rows()).hasSize(3).containsEntry("três {3}", value("ü").toJson());

        run(store.append(lease, rowsAlone(EventId.NONE, Map.of("two", value("two")), "one", "none")));

        assertThat(rows())
                .isEqualTo(Map.of(
                        "two", value("two").toJson(), "três {3}", value("ü").toJson()));
        assertThat(get(store.tail())).isEqualTo(EventId.NONE);
    }

    @Test
    void aThousandEventsWithTheirRowsAreWrittenAtOnce() {
        Lease lease = claimed("a");
        Map<String, FeedValue> rows = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            rows.put("row-" + i, value("x".repeat(300)));
        }
        List<LogEntry> written = entries(lease, EventId.NONE, 1000);

        run(store.append(lease, new Batch(written, EventId.NONE, rows, List.of(), List.of())));

        assertThat(told(all(store.newest(2000)))).isEqualTo(told(written));
        assertThat(rows()).hasSize(1000);
    }

    @Test
    void theOldestEventsAreForgottenAndTheEndIsKnownStill() {
        Lease lease = claimed("a");

        EventId end = appendMany(lease, EventId.NONE, CAPACITY * 3);

        List<LogEntry> newest = all(store.newest(CAPACITY * 4));
        assertThat(newest).hasSizeBetween(CAPACITY, CAPACITY * 2);
        EventId before = id(lease, CAPACITY * 3L - newest.size());
        assertThat(told(newest)).isEqualTo(told(entries(lease, before, newest.size())));
        assertThat(get(store.tail())).isEqualTo(end);
    }
}
