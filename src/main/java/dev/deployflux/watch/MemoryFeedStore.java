package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.watch.FeedStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * The store of a feed that is alone, or that shares it with others of its process. Each call is done when it returns, on the
 * caller's thread; readers are told there too, outside of the lock. Values are kept as they are.
 */
final class MemoryFeedStore implements FeedStore {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final int PIECE = 500;
    private static final int MOST_HINTS = 10_000;
    private static final int HINTS_AT_ONCE = 1_000;

    private final String replica;
    private final Scheduler clock;
    private final MemoryLog log;
    private final MemoryLeases leases = new MemoryLeases();
    private final Map<String, FeedValue> rows = new LinkedHashMap<>();
    private final Set<String> hints = new LinkedHashSet<>();
    private final List<FluxSink<Boolean>> readers = new CopyOnWriteArrayList<>();

    /** Whether one feed uses it, whose lease nobody else can want. */
    private final boolean isOfOneFeed;

    /**
     * An empty store.
     *
     * @param replica what it calls whoever uses it
     * @param clock the time of leases
     * @param capacity how many events it keeps
     */
    MemoryFeedStore(String replica, Scheduler clock, int capacity) {
        this(replica, clock, capacity, false);
    }

    private MemoryFeedStore(String replica, Scheduler clock, int capacity, boolean isOfOneFeed) {
        this.isOfOneFeed = isOfOneFeed;
        this.replica = replica;
        this.clock = clock;
        this.log = new MemoryLog(capacity);
    }

    /** The store of a feed that is alone. Its lease lasts for ever, so that no timer renews it. */
    static MemoryFeedStore ofOneFeed(Scheduler clock, int capacity) {
        return new MemoryFeedStore("this process", clock, capacity, true);
    }

    boolean isOfOneFeed() {
        return isOfOneFeed;
    }

    @Override
    public String replica() {
        return replica;
    }

    @Override
    public Mono<Lease> claim(String role, String holder, Duration lasting) {
        checkLasting(lasting);
        return locked(() -> leases.claim(role, holder, isOfOneFeed ? FOR_EVER : lasting, now()));
    }

    @Override
    public Mono<Lease> renew(Lease lease, Duration lasting) {
        checkLasting(lasting);
        return locked(() -> leases.renew(lease, lasting, now()));
    }

    @Override
    public Mono<Void> release(Lease lease) {
        return locked(() -> {
                    leases.release(lease);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Void> keepPlace(Lease lease, EventId place) {
        return locked(() -> {
                    leases.keepPlace(lease, place);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Void> append(Lease lease, Batch batch) {
        return locked(() -> write(lease, batch))
                .doOnNext(isNews -> {
                    if (isNews) {
                        readers.forEach(reader -> reader.next(true));
                    }
                })
                .then();
    }

    /** Whether there is something to read. */
    private boolean write(Lease lease, Batch batch) {
        batch.checkTerm(lease);
        leases.check(lease);
        if (isWritten(batch)) {
            return false;
        }
        if (!log.tail().equals(batch.tail())) {
            throw new FeedStoreException(
                    Reason.MOVED, "the log ends at " + log.tail() + ", and not at " + batch.tail());
        }
        log.add(batch.entries());
        if (!readers.isEmpty()) {
            log.note(batch.notes());
        }
        rows.keySet().removeAll(batch.removed());
        rows.putAll(batch.put());
        return !batch.entries().isEmpty() || !batch.notes().isEmpty();
    }

    private boolean isWritten(Batch batch) {
        List<LogEntry> entries = batch.entries();
        return !entries.isEmpty() && log.endsWith(entries.get(entries.size() - 1));
    }

    @Override
    public Mono<Void> hint(Set<String> services) {
        return locked(() -> {
                    services.stream().filter(any -> hints.size() < MOST_HINTS).forEach(hints::add);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Set<String>> takeHints() {
        return locked(() -> {
            Set<String> taken = hints.stream().limit(HINTS_AT_ONCE).collect(Collectors.toSet());
            hints.removeAll(taken);
            return taken;
        });
    }

    @Override
    public Mono<EventId> tail() {
        return locked(log::tail);
    }

    @Override
    public Flux<LogEntry> newest(int count) {
        require(count >= 0, "there are no " + count + " newest events: ask for 0 or more");
        return locked(() -> log.newest(count)).flatMapIterable(entries -> entries);
    }

    @Override
    public Flux<Row> rows() {
        return locked(() -> {
                    List<Row> all = new ArrayList<>(rows.size());
                    rows.forEach((key, value) -> all.add(new Row(key, value)));
                    return all;
                })
                .flatMapIterable(all -> all);
    }

    @Override
    public Flux<Reading> readAfter(EventId place) {
        return Flux.defer(() -> {
            MemoryLog.Place reached = new MemoryLog.Place(place, notes());
            return Flux.create(this::wake, OverflowStrategy.LATEST)
                    .concatMap(any -> Flux.<Reading>generate(sink -> read(reached, sink)), 1);
        });
    }

    private synchronized long notes() {
        return log.notes();
    }

    /** How many read. */
    int readers() {
        return readers.size();
    }

    /** Wakes a reader now, whenever something is written, and when it was left alone for long. */
    private void wake(FluxSink<Boolean> reader) {
        Disposable ticking =
                Mono.delay(LONGEST_SILENCE, clock).repeat().subscribe(tick -> reader.next(true), reader::error);
        readers.add(reader);
        reader.onDispose(() -> {
            readers.remove(reader);
            ticking.dispose();
        });
        reader.next(true);
    }

    private void read(MemoryLog.Place reached, SynchronousSink<Reading> sink) {
        Reading reading;
        synchronized (this) {
            reading = log.read(reached, PIECE);
        }
        sink.next(reading);
        if (reading.entries().size() < PIECE) {
            sink.complete();
        }
    }

    private <T> Mono<T> locked(Supplier<T> step) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return step.get();
            }
        });
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }

    private static void checkLasting(Duration lasting) {
        require(
                lasting.compareTo(SHORTEST_LEASE) >= 0,
                "a lease of " + lasting + " is too short to be renewed: let it last a second or more");
    }
}
