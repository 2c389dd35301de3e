package dev.deployflux.redis;

import dev.deployflux.contract.FeedStoreContract;
import dev.deployflux.watch.FeedStore;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of any store, on a cluster of one node, which refuses what isn't of one slot. */
@RedisTest
class RedisClusterFeedStoreTest extends FeedStoreContract {

    private static final String SCOPE = "contract";
    private static RedisServer server;
    private static RedisClusterClient client;
    private static RedisFeedStore store;

    @BeforeAll
    static void startServer() {
        server = RedisServer.startCluster();
        client = RedisClusterClient.create(server.uri());
        store = RedisFeedStore.create(client, SCOPE).withLogLength(CAPACITY);
        RedisScene.awaitHealed(store); // a client's first connection takes seconds on a machine that is busy
    }

    @AfterAll
    static void stopServer() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.close();
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
        return server.clients("cmd=xread");
    }
}
