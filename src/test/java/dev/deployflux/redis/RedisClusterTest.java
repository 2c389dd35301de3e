package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a store does while a cluster changes under it: its slot moves, the node that has it dies, or comes again. */
@RedisTest
class RedisClusterTest extends RedisScene {

    private static final String LOG = "{deployflux:" + SCOPE + "}:log";

    private RedisCluster cluster;
    private RedisServer owner;
    private RedisServer stranger;

    @BeforeEach
    void start() {
        cluster = closing(RedisCluster.start(3));
        owner = cluster.owner(LOG);
        stranger = cluster.stranger(LOG);
    }

    private RedisFeedStore store(ClusterClientOptions options) {
        RedisClusterClient client = client(RedisClusterClient.create(stranger.uri()));
        client.setOptions(options);
        RedisFeedStore store = RedisFeedStore.create(client, SCOPE);
        awaitHealed(store);
        return store;
    }

    @Test
    void aReaderGoesOnWhereItsSlotHasMoved() {
        RedisFeedStore store = store(ClusterClientOptions.create());
        Lease lease = claim(store);
        cluster.nodes().forEach(node -> node.ask("SCRIPT", "LOAD", RedisReader.TAILS.text())); // as another replica has
        List<Reading> readings = new CopyOnWriteArrayList<>();
        List<LogEntry> entries = new CopyOnWriteArrayList<>();
        Disposable reader = Flux.defer(() -> store.readAfter(
                        entries.isEmpty()
                                ? EventId.NONE
                                : entries.get(entries.size() - 1).id()))
                .doOnNext(reading -> {
                    readings.add(reading);
                    entries.addAll(reading.entries());
                })
                .retry()
                .subscribe();
        EventId end = append(store, lease, EventId.NONE, 1);

        for (RedisServer to : List.of(stranger, owner, stranger, owner)) {
            awaitReader(cluster.owner(LOG));
            cluster.move(LOG, to);
            awaitReader(to);
            for (int i = 0; i < 5; i++) {
                end = append(store, lease, end, 1);
            }
        }
        EventId last = end;
        while (entries.isEmpty() || !entries.get(entries.size() - 1).id().equals(last)) {
            Thread.onSpinWait();
        }
        reader.dispose();

        assertThat(entries)
                .extracting(entry -> entry.id().number())
                .containsExactlyElementsOf(
                        Stream.iterate(1L, n -> n + 1).limit(21).toList());
        assertThat(readings).filteredOn(reading -> !reading.entries().isEmpty()).allSatisfy(reading -> assertThat(
                        reading.tail().number())
                .isGreaterThanOrEqualTo(
                        reading.entries().get(reading.entries().size() - 1).id().number()));
    }

    @Test
    void aNodeThatDiesIsFollowedByItsReplica() {
        RedisServer replica = cluster.follow(owner);
        RedisFeedStore store = store(ClusterClientOptions.create());
        claim(store);
        Mono<Throwable> reader = reading(owner, store, EventId.NONE);

        owner.kill();
        assertThat(failure(store.tail())).isNotNull();
        assertThat(get(reader)).isInstanceOf(RedisException.class).isNotInstanceOf(RedisCommandTimeoutException.class);
        replica.ask("CLUSTER", "FAILOVER", "TAKEOVER");

        awaitHealed(store);
        append(store, claim(store), get(store.tail()), 1);
        assertThat(firstReading(store, EventId.NONE).entries()).hasSize(1);
    }

    @Test
    void aNodeThatComesAgainIsAskedThoughTheClientConnectsOnce() {
        RedisFeedStore store =
                store(ClusterClientOptions.builder().autoReconnect(false).build());
        claim(store);

        owner.kill();
        assertThat(failure(store.tail())).isNotNull();
        owner.restart();

        awaitHealed(store);
        append(store, claim(store), EventId.NONE, 1);
    }
}
