package dev.deployflux.redis;

import dev.deployflux.contract.FeedStoreContract;
import dev.deployflux.watch.FeedStore;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of any store, on a real Redis. */
@RedisTest
class RedisFeedStoreTest extends FeedStoreContract {

    private static final String SCOPE = "contract ü";
    private static RedisServer server;
    private static RedisClient client;
    private static RedisClient otherClient;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
        client = RedisClient.create(server.uri());
        otherClient = RedisClient.create(server.uri());
    }

    @AfterAll
    static void stopServer() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        otherClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.close();
    }

    @Override
    protected FeedStore store() {
        server.ask("FLUSHALL");
        return RedisFeedStore.create(client, SCOPE).withLogLength(CAPACITY);
    }

    @Override
    protected FeedStore another(FeedStore store) {
        return RedisFeedStore.create(otherClient, SCOPE).withLogLength(CAPACITY);
    }

    @Override
    protected void advance(Duration time) {
        advance(server, time);
    }

    /** Has the leases end earlier, rather than wait. */
    static void advance(RedisServer server, Duration time) {
        for (Object key : server.list("KEYS", "*:lease:*")) {
            server.ask("HINCRBY", String.valueOf(key), "until", "-" + time.toMillis());
        }
    }

    @Override
    protected long readers() {
        return server.clients("cmd=xread");
    }
}
