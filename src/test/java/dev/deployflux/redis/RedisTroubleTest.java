package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import dev.deployflux.watch.FeedValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisReadOnlyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a store says when its Redis is in trouble, and that it heals by itself. */
@RedisTest
class RedisTroubleTest extends RedisScene {

    private static final Lease INVENTED = new Lease(FeedStore.POLLER, "a", 7, true, LASTING, null);

    private static void assertFenced(@Nullable Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(FeedStoreException.class, refused -> assertThat(refused.reason())
                .isEqualTo(Reason.FENCED));
    }

    @Test
    void aServerThatIsNotThereAtTheStart() {
        RedisServer server = closing(RedisServer.stopped());
        RedisFeedStore store = store(server.port());

        assertThat(failures(store, INVENTED, EventId.NONE).values())
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(RedisConnectionException.class));

        server.restart();
        awaitHealed(store);
        assertThat(claim(store).held()).isTrue();
    }

    @Test
    void aServerThatIsKilledAndComesBackEmpty() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 3);
        Mono<Throwable> reader = reading(server, store, end);

        server.kill();
        assertThat(get(reader)).isInstanceOf(RedisException.class);
        assertThat(failures(store, lease, end).values())
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(RedisException.class));

        server.restart();
        awaitHealed(store);
        assertFenced(failure(store.append(lease, batch(lease, end, 1))));
        assertFenced(failure(store.keepPlace(lease, end)));
        assertThat(get(store.renew(lease, LASTING)).held()).isFalse();
        assertThat(firstReading(store, end).tail()).isEqualTo(EventId.NONE);
        Lease next = claim(store);
        assertThat(next.term()).isGreaterThan(lease.term());
        append(store, next, EventId.NONE, 1);
    }

    @Test
    void aServerThatIsPausedForLongerThanTheTimeout() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 3);
        Mono<Throwable> reader = reading(server, store, end);

        server.pause();
        assertThat(failure(store.renew(lease, LASTING))).isInstanceOf(RedisCommandTimeoutException.class);
        assertThat(get(reader)).isInstanceOf(RedisCommandTimeoutException.class);
        assertThat(failure(store.append(lease, batch(lease, end, 1)))).isInstanceOf(RedisException.class);

        server.resume();
        awaitHealed(store);
        // Redis may have run what nobody waits for any more: the same batch again succeeds, written or not.
        assertThat(get(store.renew(lease, LASTING)).held()).isTrue();
        run(store.append(lease, batch(lease, end, 1)));
        assertThat(all(store.newest(10))).hasSize(4);
        while (server.clients("") != 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWrongPassword() {
        RedisServer server = server("requirepass", "right");
        RedisFeedStore store = store(server.port());

        assertThat(failures(store, INVENTED, EventId.NONE).values())
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(RedisException.class))
                .anySatisfy(failure -> assertThat(failure).hasStackTraceContaining("NOAUTH"));
    }

    @Test
    void aMemoryThatIsFull() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 3);
        server.ask("CONFIG", "SET", "maxmemory", "1");

        for (Mono<?> write : List.of(
                store.claim(FeedStore.POLLER, "a", LASTING),
                store.renew(lease, LASTING),
                store.keepPlace(lease, end),
                store.append(lease, batch(lease, end, 2)),
                store.hint(Set.of("prod/web")),
                store.release(lease))) {
            assertThat(failure(write))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("OOM");
        }
        assertThat(all(store.newest(10))).hasSize(3);
        assertThat(all(store.rows())).hasSize(3);
        assertThat(firstReading(store, EventId.NONE).entries()).hasSize(3);

        server.ask("CONFIG", "SET", "maxmemory", "0");
        append(store, lease, end, 2);
    }

    @Test
    void aReplicaThatIsReadOnly() {
        RedisServer primary = server();
        RedisFeedStore there = store(primary.port());
        Lease lease = claim(there);
        EventId end = append(there, lease, EventId.NONE, 3);
        RedisServer replica = server("replicaof", "127.0.0.1 " + primary.port());
        while (!replica.list("ROLE").contains("connected")) {
            Thread.onSpinWait();
        }

        RedisFeedStore store = store(replica.port());
        Map<String, @Nullable Throwable> failures = failures(store, lease, end);
        for (String write : List.of("claim", "renew", "keepPlace", "append", "release", "hint", "takeHints")) {
            assertThat(failures.get(write)).as(write).isInstanceOf(RedisReadOnlyException.class);
        }
        for (String read : List.of("tail", "newest", "rows", "readAfter")) {
            assertThat(failures.get(read)).as(read).isNull();
        }

        replica.ask("REPLICAOF", "NO", "ONE");
        append(store, lease, end, 1);
    }

    @Test
    void aServerThatForgetsItsScripts() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 1);
        List<EventId> tails = new CopyOnWriteArrayList<>();
        Mono<Void> reading = store.readAfter(EventId.NONE)
                .doOnNext(one -> tails.add(one.tail()))
                .takeUntil(any -> tails.contains(new EventId(lease.epoch(), 2)))
                .then()
                .cache();
        reading.subscribe();

        server.ask("SCRIPT", "FLUSH");
        append(store, lease, end, 1);

        run(reading);
        assertThat(get(store.renew(lease, LASTING)).held()).isTrue();
    }

    @Test
    void aServerThatForgetsEverything() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 3);
        Mono<EventId> seen = store.readAfter(end)
                .map(Reading::tail)
                .filter(EventId.NONE::equals)
                .next()
                .cache();
        seen.subscribe();

        server.ask("FLUSHALL");

        assertThat(get(seen)).isEqualTo(EventId.NONE);
        assertFenced(failure(store.append(lease, batch(lease, end, 1))));
        Lease next = claim(store);
        assertThat(next.term()).isGreaterThan(lease.term());
    }

    @Test
    void notesComeAgainAfterAServerThatForgotEverything() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        List<String> told = new CopyOnWriteArrayList<>();
        server.ask(
                "XADD", "{deployflux:" + SCOPE + "}:notes", "99999999999999-1", "n", "{}"); // of a clock that was fast
        Mono<Void> reading = store.readAfter(EventId.NONE)
                .doOnNext(one -> one.notes().forEach(note -> told.add(note.toJson())))
                .takeUntil(any -> !told.isEmpty())
                .then()
                .cache();
        reading.subscribe();
        while (server.clients("cmd=xread") == 0) {
            Thread.onSpinWait();
        }

        server.ask("FLUSHALL");
        while (told.isEmpty()) {
            Lease lease = claim(store);
            Batch note =
                    new Batch(List.of(), EventId.NONE, Map.of(), List.of(), List.of(FeedValue.ofJson("{\"new\":1}")));
            run(store.append(lease, note));
        }

        run(reading);
        assertThat(told).containsOnly("{\"new\":1}");
    }

    @Test
    void nothingIsKeptOfWhatCouldNotBeSent() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        Lease lease = claim(store);
        EventId end = append(store, lease, EventId.NONE, 1);
        server.pause();
        assertThat(failure(store.append(lease, large(lease, end)))).isInstanceOf(RedisCommandTimeoutException.class);
        server.kill();
        assertThat(failure(store.append(lease, large(lease, end)))).isInstanceOf(RedisException.class);
        long before = LiveHeap.bytes();

        Flux.range(0, 2_000) // 200 MB
                .concatMap(i ->
                        Mono.defer(() -> store.append(lease, large(lease, end))).onErrorComplete())
                .blockLast(Duration.ofMinutes(1));

        assertThat(LiveHeap.bytes() - before).isLessThan(2_000_000);
    }

    private static Batch large(Lease lease, EventId tail) {
        LogEntry entry =
                new LogEntry(new EventId(lease.epoch(), 2), tail, FeedValue.ofJson("\"" + "x".repeat(100_000) + "\""));
        return new Batch(List.of(entry), tail, Map.of(), List.of(), List.of());
    }
}
