package dev.deployflux.redis;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Batch;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import dev.deployflux.watch.FeedValue;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores on servers of a test's own, all of which end with it. */
abstract class RedisScene {

    static final String SCOPE = "shop";
    static final Duration LASTING = Duration.ofSeconds(10);
    static final Duration GIVE_UP = Duration.ofSeconds(30);

    private final List<Runnable> endings = new ArrayList<>();

    @AfterEach
    void end() {
        endings.forEach(Runnable::run);
    }

    <T extends AutoCloseable> T closing(T resource) {
        endings.add(() -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return resource;
    }

    RedisServer server(String... options) {
        return closing(RedisServer.start(options));
    }

    RedisClient client(RedisURI uri) {
        return client(RedisClient.create(uri));
    }

    <T extends AbstractRedisClient> T client(T client) {
        endings.add(0, () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
        return client;
    }

    RedisFeedStore store(int port) {
        return RedisFeedStore.create(client(RedisURI.create("127.0.0.1", port)), SCOPE);
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

    static Lease claim(FeedStore store) {
        return get(store.claim(FeedStore.POLLER, "a", LASTING));
    }

    /** So many events, each with a row of its own. */
    static Batch batch(Lease lease, EventId tail, int count) {
        List<LogEntry> entries = new ArrayList<>();
        Map<String, FeedValue> rows = new LinkedHashMap<>();
        EventId previous = tail;
        for (int i = 0; i < count; i++) {
            boolean sameTerm = previous.epoch().equals(lease.epoch());
            EventId id = new EventId(lease.epoch(), sameTerm ? previous.number() + 1 : 1);
            FeedValue value = FeedValue.ofJson("{\"n\":\"" + id + "\"}");
            entries.add(new LogEntry(id, previous, value));
            rows.put("row-" + id, value);
            previous = id;
        }
        return new Batch(entries, tail, rows, List.of(), List.of());
    }

    static EventId append(FeedStore store, Lease lease, EventId tail, int count) {
        Batch batch = batch(lease, tail, count);
        run(store.append(lease, batch));
        return batch.entries().get(count - 1).id();
    }

    /** What each of the store's publishers fails with, by its name; {@code null} if it doesn't. */
    static Map<String, @Nullable Throwable> failures(FeedStore store, Lease lease, EventId tail) {
        Map<String, @Nullable Throwable> failures = new LinkedHashMap<>();
        failures.put("claim", failure(store.claim("consumer:slack", "a", LASTING)));
        failures.put("renew", failure(store.renew(lease, LASTING)));
        failures.put("keepPlace", failure(store.keepPlace(lease, tail)));
        failures.put("append", failure(store.append(lease, batch(lease, tail, 1))));
        failures.put("release", failure(store.release(lease)));
        failures.put("hint", failure(store.hint(Set.of("prod/web"))));
        failures.put("takeHints", failure(store.takeHints()));
        failures.put("tail", failure(store.tail()));
        failures.put("newest", failure(store.newest(10)));
        failures.put("rows", failure(store.rows()));
        failures.put("readAfter", failure(store.readAfter(tail).take(1)));
        return failures;
    }

    static @Nullable Throwable failure(Publisher<?> publisher) {
        return Flux.from(publisher)
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .block(GIVE_UP);
    }

    /** Asks until Redis answers. */
    static void awaitHealed(FeedStore store) {
        while (failure(store.tail()) instanceof RedisException) {
            Thread.onSpinWait();
        }
    }

    static Reading firstReading(FeedStore store, EventId place) {
        return get(store.readAfter(place).next());
    }

    /** Somebody reads; the failure that ends it. */
    static Mono<Throwable> reading(RedisServer server, FeedStore store, EventId end) {
        Mono<Throwable> failure = store.readAfter(end)
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .cache();
        failure.subscribe();
        awaitReader(server);
        return failure;
    }

    /** Somebody waits there for what comes. */
    static void awaitReader(RedisServer server) {
        while (server.clients("flags=b") == 0) {
            Thread.onSpinWait();
        }
    }
}
