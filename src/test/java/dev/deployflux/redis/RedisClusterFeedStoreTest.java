package dev.deployflux.redis;

import dev.deployflux.contract.FeedStoreContract;
import dev.deployflux.watch.FeedStore;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of any store, on a cluster of three nodes, by a client that knows one which doesn't have the keys. */
@RedisTest
class RedisClusterFeedStoreTest extends FeedStoreContract {

    private static final String SCOPE = "contract";
    private static final String LOG = "{deployflux:" + SCOPE + "}:log";
    private static RedisCluster cluster;
    private static RedisServer server;
    private static RedisClusterClient client;
    private static RedisFeedStore store;

    @BeforeAll
    static void startServer() {
        cluster = RedisCluster.start(3);
        server = cluster.owner(LOG);
        client = RedisClusterClient.create(cluster.stranger(LOG).uri());
        store = RedisFeedStore.create(client, SCOPE).withLogLength(CAPACITY);
        RedisScene.awaitHealed(store); // a client's first connection takes seconds on a machine that is busy
    }

    @AfterAll
    static void stopServer() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        cluster.close();
    }

    @Override
    protected FeedStore store() {
        server.ask("FLUSHALL");
        return store;
    }

    @Override
    protected void advance(Duration time) {
        RedisFeedStoreTest.advance(server, time);
    }

    @Override
    protected long readers() {
        return cluster.nodes().stream()
                .mapToLong(node -> node.clients("cmd=xread"))
                .sum();
    }
}
