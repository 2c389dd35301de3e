package dev.deployflux.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * What holds for any {@link FeedStore}. Whoever writes one lets it be judged, with JUnit 6 and AssertJ on the class path:
 *
 * <pre>{@code
 * class PostgresFeedStoreTest extends FeedStoreContract {
 *     protected FeedStore store() { ... }           // an empty one
 *     protected void advance(Duration time) { ... } // by the clock of its leases
 *     protected long readers() { ... }              // connections that read
 * }
 * }</pre>
 */
public abstract class FeedStoreContract extends FeedHintContract {

    /** Asks for as many readings as a test says, and keeps them. */
    private static final class Reader extends BaseSubscriber<Reading> {
        private final BlockingQueue<Reading> arrived = new LinkedBlockingQueue<>();
        private final List<LogEntry> entries = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private volatile @Nullable Throwable failure;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // a test asks
        }

        @Override
        protected void hookOnNext(Reading reading) {
            arrived.add(reading);
        }

        @Override
        protected void hookOnError(Throwable throwable) {
            failure = throwable;
        }

        Reading next() {
            request(1);
            return arrived();
        }

        private Reading arrived() {
            try {
                Reading reading = arrived.poll(GIVE_UP.toSeconds(), TimeUnit.SECONDS);
                assertThat(reading).as("a reading, or %s", failure).isNotNull();
                entries.addAll(reading.entries());
                reading.notes().forEach(note -> notes.add(note.toJson()));
                return reading;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** Reads until the log has no more. */
        void readTo(EventId end) {
            while (entries.isEmpty() || !entries.get(entries.size() - 1).id().equals(end)) {
                next();
            }
        }
    }

    private final List<Reader> readers = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOfReaders() {
        readers.forEach(Reader::cancel);
        while (readers() > 0) {
            Thread.onSpinWait(); // the other end of a connection may get to know it later
        }
    }

    private Reader reader(EventId place) {
        return reader(store, place);
    }

    private Reader reader(FeedStore of, EventId place) {
        Reader reader = new Reader();
        readers.add(reader);
        of.readAfter(place).subscribe(reader);
        return reader;
    }

    @Test
    void aReaderIsToldAtOnceThatThereIsNothing() {
        Reading first = reader(EventId.NONE).next();

        assertThat(first.entries()).isEmpty();
        assertThat(first.notes()).isEmpty();
        assertThat(first.tail()).isEqualTo(EventId.NONE);
    }

    @Test
    void aReaderGetsWhatIsThereAndWhatComes() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 3);
        Reader reader = reader(another(store), EventId.NONE);
        reader.readTo(end);

        EventId later = append(lease, end, 2);
        reader.readTo(later);

        assertThat(told(reader.entries)).isEqualTo(told(entries(lease, EventId.NONE, 5)));
    }

    @Test
    void aReaderBeginsBehindItsPlace() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 5);
        Reader reader = reader(id(lease, 3));

        reader.readTo(end);

        assertThat(told(reader.entries)).isEqualTo(told(entries(lease, id(lease, 3), 2)));
    }

    @Test
    void aReaderSeesWhereATermBegins() {
        Lease first = claimed("a");
        EventId end = append(first, EventId.NONE, 2);
        Reader reader = reader(id(first, 1));
        Lease second = claimed("a");
        reader.readTo(append(second, end, 2));

        assertThat(reader.entries).extracting(LogEntry::id).containsExactly(end, id(second, 1), id(second, 2));
        assertThat(reader.entries).extracting(LogEntry::previous).containsExactly(id(first, 1), end, id(second, 1));
    }

    @Test
    void aReaderAheadOfTheLogIsToldWhereThatEnds() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 2);

        Reading first = reader(id(lease, 7)).next();

        assertThat(first.entries()).isEmpty();
        assertThat(first.tail()).isEqualTo(end);
    }

    @Test
    void whoHasBeenAwayForTooLongGetsTheOldestThatIsLeft() {
        Lease lease = claimed("a");
        EventId end = appendMany(lease, EventId.NONE, CAPACITY * 3);
        Reader reader = reader(id(lease, 1));

        reader.readTo(end);

        assertThat(reader.entries).hasSizeBetween(CAPACITY, CAPACITY * 2);
        int left = reader.entries.size();
        assertThat(told(reader.entries)).isEqualTo(told(entries(lease, id(lease, CAPACITY * 3L - left), left)));
    }

    @Test
    void aLongLogComesInPieces() {
        Lease lease = claimed("a");
        EventId end = appendMany(lease, EventId.NONE, CAPACITY);
        Reader reader = reader(EventId.NONE);

        Reading first = reader.next();
        assertThat(first.entries()).hasSizeLessThanOrEqualTo(500).isNotEmpty();
        assertThat(first.tail()).isEqualTo(end);
        reader.readTo(end);

        assertThat(told(reader.entries)).isEqualTo(told(entries(lease, EventId.NONE, CAPACITY)));
    }

    @Test
    void whoDoesNotAskGetsNothingAndMissesNothing() {
        Lease lease = claimed("a");
        Reader reader = reader(EventId.NONE);
        reader.next();

        EventId end = EventId.NONE;
        for (int i = 0; i < 50; i++) {
            end = append(lease, end, 10);
        }
        assertThat(reader.arrived).isEmpty();
        reader.readTo(end);

        assertThat(told(reader.entries)).isEqualTo(told(entries(lease, EventId.NONE, 500)));
    }

    @Test
    void aReadingComesEveryTwoSecondsThoughNothingHappens() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 1);
        Reader reader = reader(end);
        reader.next();

        for (int i = 0; i < 2; i++) {
            reader.request(1);
            advance(Duration.ofSeconds(2));
            Reading reading = reader.arrived();
            assertThat(reading.entries()).isEmpty();
            assertThat(reading.tail()).isEqualTo(end);
        }
    }

    @Test
    void notesComeToThoseWhoReadAndTakeNoPlace() {
        Lease lease = claimed("a");
        EventId end = append(lease, EventId.NONE, 1);
        run(store.append(lease, notesAlone(end, "before")));
        Reader reader = reader(EventId.NONE);
        reader.readTo(end);

        Batch batch = new Batch(entries(lease, end, 1), end, Map.of(), List.of(), List.of(value("with")));
        run(store.append(lease, batch));
        while (reader.notes.isEmpty()) {
            reader.next();
        }
        run(store.append(lease, notesAlone(id(lease, 2), "alone")));
        while (reader.notes.size() < 2) {
            reader.next();
        }

        assertThat(reader.notes)
                .containsExactly(value("with").toJson(), value("alone").toJson());
        assertThat(reader.entries).hasSize(2);
        assertThat(get(store.tail())).isEqualTo(id(lease, 2));
    }

    @Test
    void theLastOfManyNotesComes() {
        Lease lease = claimed("a");
        Reader reader = reader(EventId.NONE);
        reader.next();
        for (int i = 1; i <= 1000; i++) {
            run(store.append(lease, notesAlone(EventId.NONE, "note-" + i)));
        }

        while (!reader.notes.contains(value("note-1000").toJson())) {
            reader.next();
        }

        assertThat(reader.notes).doesNotHaveDuplicates();
    }

    @Test
    void whoLeavesTakesNothingFromOthers() {
        Lease lease = claimed("a");
        Reader staying = reader(EventId.NONE);
        Reader leaving = reader(EventId.NONE);
        staying.next();
        leaving.next();
        leaving.request(Long.MAX_VALUE);

        leaving.cancel();
        staying.readTo(append(lease, EventId.NONE, 1));

        assertThat(staying.entries).hasSize(1);
    }
}
