package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.watch.FeedStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/** A store as a server that forgets the oldest events, and that may lose its last writes, or all. Values are kept as JSON. */
final class LossyStore implements FeedStore {

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final int PIECE = 500;
    private static final int MOST_HINTS = 10_000;

    private record Role(
            String holder,
            long term,
            long until,
            boolean free,
            @Nullable EventId place) {}

    private final Scheduler clock;
    private final int capacity;
    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, FeedValue> rows = new LinkedHashMap<>();
    private final Set<String> hints = new HashSet<>();
    private final List<Batch> written = new ArrayList<>();
    private final List<LogEntry> everWritten = new ArrayList<>();
    private final List<FluxSink<Boolean>> readers = new CopyOnWriteArrayList<>();
    private MemoryLog log;

    /** Never used again, whatever is lost. */
    private long lastTerm = 1L << 20;

    LossyStore(Scheduler clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
        this.log = new MemoryLog(capacity);
    }

    /** As a replica that is promoted has it, which the last writes haven't reached. */
    void loseLast(int writes, boolean leases) {
        List<Batch> kept = List.copyOf(written.subList(0, Math.max(0, written.size() - writes)));
        wipe(leases);
        kept.forEach(this::apply);
    }

    void wipe(boolean leases) {
        written.clear();
        rows.clear();
        hints.clear();
        log = new MemoryLog(capacity);
        if (leases) {
            roles.clear();
        }
    }

    /** All that was ever written, in that order. */
    List<LogEntry> everWritten() {
        return everWritten;
    }

    EventId end() {
        return log.tail();
    }

    /** Also if it was lost. */
    EventId lastWritten() {
        return everWritten.isEmpty()
                ? EventId.NONE
                : everWritten.get(everWritten.size() - 1).id();
    }

    int readers() {
        return readers.size();
    }

    @Override
    public String replica() {
        return "server";
    }

    @Override
    public Mono<Lease> claim(String name, String holder, Duration lasting) {
        require(
                lasting.compareTo(SHORTEST_LEASE) >= 0,
                lasting + " is too short to be renewed: let it last a second or more");
        return inTurn(() -> {
            Role role = roles.get(name);
            if (role != null && !role.free && role.until > now() && !role.holder.equals(holder)) {
                return lease(name, role, false);
            }
            lastTerm++;
            return hold(name, new Role(holder, lastTerm, 0, false, role == null ? null : role.place), lasting);
        });
    }

    @Override
    public Mono<Lease> renew(Lease lease, Duration lasting) {
        require(
                lasting.compareTo(SHORTEST_LEASE) >= 0,
                lasting + " is too short to be renewed: let it last a second or more");
        return inTurn(() -> {
            Role role = roles.getOrDefault(lease.role(), new Role("", 0, 0, true, null));
            return isHeld(lease) ? hold(lease.role(), role, lasting) : lease(lease.role(), role, false);
        });
    }

    private Lease hold(String name, Role role, Duration lasting) {
        Role held = new Role(role.holder, role.term, now() + lasting.toNanos(), false, role.place);
        roles.put(name, held);
        return lease(name, held, true);
    }

    private Lease lease(String name, Role role, boolean held) {
        Duration remaining = role.free ? Duration.ZERO : Duration.ofNanos(Math.max(0, role.until - now()));
        return new Lease(name, role.holder, role.term, held, remaining, role.place);
    }

    private boolean isHeld(Lease lease) {
        Role role = roles.get(lease.role());
        return role != null && !role.free && role.term == lease.term() && role.holder.equals(lease.holder());
    }

    private void check(Lease lease) {
        if (!isHeld(lease)) {
            throw new FeedStoreException(Reason.FENCED, "the lease of term " + lease.term() + " is over");
        }
    }

    private void change(Lease lease, boolean free, @Nullable EventId place) {
        Role role = roles.get(lease.role());
        if (role != null && isHeld(lease)) {
            roles.put(
                    lease.role(),
                    new Role(role.holder, role.term, role.until, free, place == null ? role.place : place));
        }
    }

    @Override
    public Mono<Void> release(Lease lease) {
        return runInTurn(() -> change(lease, true, null));
    }

    @Override
    public Mono<Void> keepPlace(Lease lease, EventId place) {
        return runInTurn(() -> {
            check(lease);
            change(lease, false, place);
        });
    }

    @Override
    public Mono<Void> append(Lease lease, Batch batch) {
        return runInTurn(() -> write(lease, batch)).doOnSuccess(done -> readers.forEach(reader -> reader.next(true)));
    }

    private void write(Lease lease, Batch batch) {
        batch.checkTerm(lease);
        check(lease);
        List<LogEntry> entries = batch.entries();
        if (!entries.isEmpty() && log.endsWith(entries.get(entries.size() - 1))) {
            return;
        }
        if (!log.tail().equals(batch.tail())) {
            throw new FeedStoreException(Reason.MOVED, "the log ends at " + log.tail() + ", not " + batch.tail());
        }
        everWritten.addAll(entries);
        apply(batch);
        log.note(batch.notes().stream().map(LossyStore::kept).toList());
    }

    private void apply(Batch batch) {
        written.add(batch);
        log.add(batch.entries().stream()
                .map(entry -> new LogEntry(entry.id(), entry.previous(), kept(entry.value())))
                .toList());
        rows.keySet().removeAll(batch.removed());
        batch.put().forEach((key, value) -> rows.put(key, kept(value)));
    }

    private static FeedValue kept(FeedValue value) {
        return FeedValue.ofJson(value.toJson());
    }

    @Override
    public Mono<Void> hint(Set<String> services) {
        return runInTurn(
                () -> services.stream().limit(MOST_HINTS - hints.size()).forEach(hints::add));
    }

    @Override
    public Mono<Set<String>> takeHints() {
        return inTurn(() -> {
            Set<String> taken = hints.stream().limit(PIECE).collect(Collectors.toSet());
            hints.removeAll(taken);
            return taken;
        });
    }

    @Override
    public Mono<EventId> tail() {
        return inTurn(() -> log.tail());
    }

    @Override
    public Flux<LogEntry> newest(int count) {
        return all(() -> log.newest(count));
    }

    @Override
    public Flux<Row> rows() {
        return all(() -> rows.entrySet().stream()
                .map(row -> new Row(row.getKey(), row.getValue()))
                .toList());
    }

    private <T> Flux<T> all(Supplier<List<T>> read) {
        return inTurn(read).flatMapIterable(found -> found);
    }

    /** As a server does, one command at a time, whatever the threads. */
    private <T> Mono<T> inTurn(Supplier<T> command) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return command.get();
            }
        });
    }

    private Mono<Void> runInTurn(Runnable command) {
        return inTurn(() -> {
                    command.run();
                    return true;
                })
                .then();
    }

    @Override
    public Flux<Reading> readAfter(EventId place) {
        return Flux.defer(() -> {
            MemoryLog.Place reached = new MemoryLog.Place(place, log.notes());
            return Flux.create(this::wake, OverflowStrategy.LATEST)
                    .concatMap(any -> Flux.<Reading>generate(sink -> read(reached, sink)), 1);
        });
    }

    private void wake(FluxSink<Boolean> reader) {
        Disposable ticking = Mono.delay(SILENCE, clock).repeat().subscribe(tick -> reader.next(true), reader::error);
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

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }
}
