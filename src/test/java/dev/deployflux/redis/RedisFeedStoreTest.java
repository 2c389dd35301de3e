package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.contract.FeedStoreContract;
import dev.deployflux.watch.FeedStore;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract of any store, on a real Redis. */
@RedisTest
class RedisFeedStoreTest extends FeedStoreContract {

    private static final String SCOPE = "contract ü";
    private static RedisServer server;
    private static RedisClient client;
    private static RedisClient otherClient;
    private static RedisFeedStore store;
    private static RedisFeedStore other;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
        client = RedisClient.create(server.uri());
        otherClient = RedisClient.create(server.uri());
        store = RedisFeedStore.create(client, SCOPE).withLogLength(CAPACITY);
        other = RedisFeedStore.create(otherClient, SCOPE).withLogLength(CAPACITY);
        RedisScene.awaitHealed(store); // a client's first connection takes seconds on a machine that is busy
        RedisScene.awaitHealed(other);
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
        return store;
    }

    @Override
    protected FeedStore another(FeedStore known) {
        return other;
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

    @Test
    void hintsThatNobodyTakesLastForAMinute() {
        store().hint(Set.of("prod/web")).block();

        assertThat(server.ask("PTTL", "{deployflux:" + SCOPE + "}:hints"))
                .asInstanceOf(InstanceOfAssertFactories.LONG)
                .isPositive()
                .isLessThanOrEqualTo(60_000);
    }
}
