package dev.deployflux.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A process's way to its store, by a seed: slow, or cut, or one that loses replies. What was sent is done, whoever cancels, and
 * be it that the process was killed or stopped meanwhile.
 */
final class SeededLink implements FeedStore {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final FeedStore server;
    private final String name;
    private final VirtualTimeScheduler network;
    private final Random random;

    /** What a process that is stopped finds when it goes on. */
    private final Queue<Runnable> held = new ArrayDeque<>();

    private Sinks.Empty<Void> cut = Sinks.empty();

    /** The server notices at once that the process is killed. */
    private final Sinks.Empty<Void> closed = Sinks.empty();

    private long arrives;
    private long replies;
    private boolean dead;
    private boolean away;
    private boolean stopped;

    /** How long a request or a reply takes at most. */
    Duration slow = Duration.ZERO;

    /** The share of replies that get lost. */
    double losing;

    SeededLink(FeedStore server, String name, VirtualTimeScheduler network, Random random) {
        this.server = server;
        this.name = name;
        this.network = network;
        this.random = random;
    }

    void kill() {
        dead = true;
        held.clear();
        closed.tryEmitEmpty();
    }

    void cut() {
        away = true;
        Sinks.Empty<Void> open = cut;
        cut = Sinks.empty();
        open.tryEmitEmpty();
    }

    void mend() {
        away = false;
        slow = Duration.ZERO;
        losing = 0;
    }

    void stop() {
        stopped = true;
    }

    void wake() {
        stopped = false;
        for (Runnable next = held.poll(); next != null; next = held.poll()) {
            next.run();
        }
    }

    private static IllegalStateException away() {
        return new IllegalStateException("the store is away");
    }

    /** The process does that as soon as it runs. */
    private void here(Runnable action) {
        if (stopped) {
            held.add(action);
        } else if (!dead) {
            action.run();
        }
    }

    private long delayed(long behind) {
        long delay = slow.isZero() ? 0 : (long) (random.nextDouble() * slow.toNanos());
        return Math.max(behind, now() + delay);
    }

    private long now() {
        return network.now(TimeUnit.NANOSECONDS);
    }

    private void at(long time, Runnable action) {
        if (time <= now()) {
            action.run();
        } else {
            network.schedule(action, time - now(), TimeUnit.NANOSECONDS);
        }
    }

    private <T> Mono<T> ask(Supplier<Mono<T>> call) {
        return Mono.create(sink -> here(() -> send(call, sink)));
    }

    private <T> void send(Supplier<Mono<T>> call, MonoSink<T> sink) {
        if (away) {
            sink.error(away());
            return;
        }
        Sinks.Empty<Void> connection = cut;
        boolean isLost = random.nextDouble() < losing;
        arrives = delayed(arrives);
        at(arrives, () -> call.get().materialize().subscribe(signal -> {
            replies = isLost ? replies : delayed(Math.max(replies, now()));
            at(
                    isLost ? now() + TIMEOUT.toNanos() : replies,
                    () -> here(() -> {
                        if (isLost || connection != cut) {
                            sink.error(new IllegalStateException("no reply came"));
                        } else if (signal.getThrowable() != null) {
                            sink.error(signal.getThrowable());
                        } else {
                            sink.success(signal.get());
                        }
                    }));
        }));
    }

    private <T> Flux<T> read(Supplier<Flux<T>> call) {
        return Flux.defer(() -> {
            if (away) {
                return Flux.error(away());
            }
            return call.get()
                    .takeUntilOther(closed.asMono())
                    .concatWith(Flux.never())
                    .concatMap(
                            value -> Mono.<T>create(sink -> {
                                replies = delayed(Math.max(replies, now()));
                                at(replies, () -> here(() -> sink.success(value)));
                            }),
                            0)
                    .takeUntilOther(cut.asMono()) // which cancels for an end alone, and not for an error
                    .concatWith(Flux.error(SeededLink::away));
        });
    }

    @Override
    public String replica() {
        return name;
    }

    @Override
    public Mono<Lease> claim(String role, String holder, Duration lasting) {
        return ask(() -> server.claim(role, holder, lasting));
    }

    @Override
    public Mono<Lease> renew(Lease lease, Duration lasting) {
        return ask(() -> server.renew(lease, lasting));
    }

    @Override
    public Mono<Void> release(Lease lease) {
        return ask(() -> server.release(lease));
    }

    @Override
    public Mono<Void> keepPlace(Lease lease, EventId place) {
        return ask(() -> server.keepPlace(lease, place));
    }

    @Override
    public Mono<Void> append(Lease lease, Batch batch) {
        return ask(() -> server.append(lease, batch));
    }

    @Override
    public Mono<Void> hint(Set<String> services) {
        return ask(() -> server.hint(services));
    }

    @Override
    public Mono<Set<String>> takeHints() {
        return ask(server::takeHints);
    }

    @Override
    public Mono<EventId> tail() {
        return ask(server::tail);
    }

    @Override
    public Flux<LogEntry> newest(int count) {
        return ask(() -> server.newest(count).collectList()).flatMapIterable(found -> found);
    }

    /** In two parts, between which others may write. */
    @Override
    public Flux<Row> rows() {
        return part(0).concatWith(part(1));
    }

    private Flux<Row> part(int which) {
        return ask(() -> server.rows()
                        .filter(row -> Math.floorMod(row.key().hashCode(), 2) == which)
                        .collectList())
                .flatMapIterable(found -> found);
    }

    @Override
    public Flux<Reading> readAfter(EventId place) {
        return read(() -> server.readAfter(place));
    }
}
