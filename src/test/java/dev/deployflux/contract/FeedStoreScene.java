package dev.deployflux.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Row;
import dev.deployflux.watch.FeedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store, what a poller does with it, and what its tests ask. */
public abstract class FeedStoreScene {

    static final Duration LASTING = Duration.ofSeconds(10);
    static final Duration GIVE_UP = Duration.ofSeconds(30);

    /** How many events {@link #store()} has to keep at least. */
    protected static final int CAPACITY = 1000;

    FeedStore store;

    /**
     * A store of its own for each test.
     *
     * @return an empty one, which keeps {@link #CAPACITY} events, and no more than twice as many
     */
    protected abstract FeedStore store();

    /**
     * The same store as another replica has it.
     *
     * @param store of {@link #store()}
     * @return one that shares all
     */
    protected FeedStore another(FeedStore store) {
        return store;
    }

    /**
     * Lets time pass for the leases of the store, and for its readers if they go by the same clock.
     *
     * @param time by how much
     */
    protected abstract void advance(Duration time);

    /**
     * How many readers the store serves.
     *
     * @return connections, or whatever a reader takes
     */
    protected abstract long readers();

    @BeforeEach
    void begin() {
        store = store();
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(GIVE_UP));
    }

    static void run(Mono<Void> mono) {
        mono.block(GIVE_UP);
    }

    static <T> List<T> all(Flux<T> flux) {
        return get(flux.collectList());
    }

    Lease claim(String holder) {
        return get(store.claim(FeedStore.POLLER, holder, LASTING));
    }

    Lease claimed(String holder) {
        Lease lease = claim(holder);
        assertThat(lease.held()).isTrue();
        return lease;
    }

    static FeedValue value(String text) {
        return FeedValue.ofJson("{\"is\":\"" + text + "\"}");
    }

    static EventId id(Lease lease, long number) {
        return new EventId(lease.epoch(), number);
    }

    /** So many events behind a place, in the term of a lease. */
    static List<LogEntry> entries(Lease lease, EventId tail, int count) {
        List<LogEntry> entries = new ArrayList<>();
        EventId previous = tail;
        for (int i = 0; i < count; i++) {
            boolean sameTerm = previous.epoch().equals(lease.epoch());
            EventId id = id(lease, sameTerm ? previous.number() + 1 : 1);
            entries.add(new LogEntry(id, previous, value(id.toString())));
            previous = id;
        }
        return entries;
    }

    static Batch batch(Lease lease, EventId tail, int count) {
        return new Batch(entries(lease, tail, count), tail, Map.of(), List.of(), List.of());
    }

    static Batch rowsAlone(EventId tail, Map<String, FeedValue> put, String... removed) {
        return new Batch(List.of(), tail, put, List.of(removed), List.of());
    }

    static Batch notesAlone(EventId tail, String... notes) {
        return new Batch(
                List.of(),
                tail,
                Map.of(),
                List.of(),
                List.of(notes).stream().map(FeedStoreScene::value).toList());
    }

    /** Appends so many events, and returns where the log ends then. */
    EventId append(Lease lease, EventId tail, int count) {
        Batch batch = batch(lease, tail, count);
        run(store.append(lease, batch));
        return batch.entries().get(count - 1).id();
    }

    /** Appends as many as that, in batches. */
    EventId appendMany(Lease lease, EventId tail, int count) {
        EventId end = tail;
        for (int left = count; left > 0; left -= 500) {
            end = append(lease, end, Math.min(left, 500));
        }
        return end;
    }

    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        for (Row row : all(store.rows())) {
            assertThat(rows.put(row.key(), row.value().toJson()))
                    .as("key %s twice", row.key())
                    .isNull();
        }
        return rows;
    }

    static @Nullable List<String> told(List<LogEntry> entries) {
        return entries.stream()
                .map(entry -> entry.previous() + " < " + entry.id() + " "
                        + entry.value().toJson())
                .toList();
    }
}
