package dev.deployflux.redis;

import dev.deployflux.fixture.Eventually;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Three sentinels of the test's own, two of which agree that a master is gone half a second after they last heard of it. They end
 * with {@link #close()}.
 */
public final class RedisSentinels implements AutoCloseable {

    /** By which they know the master. */
    public static final String MASTER = "main";

    private static final int COUNT = 3;
    private static final String QUORUM = "2";

    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    /** Starts them, and returns once they know each other, the master, and its replica. */
    public static RedisSentinels start(RedisServer master) {
        RedisSentinels started = new RedisSentinels();
        try {
            for (int i = 0; i < COUNT; i++) {
                started.sentinels.add(RedisServer.startSentinel(
                        "sentinel monitor", MASTER + " 127.0.0.1 " + master.port() + " " + QUORUM,
                        "sentinel down-after-milliseconds", MASTER + " 500",
                        "sentinel failover-timeout", MASTER + " 5000"));
            }
            Eventually.isAnswered(() -> started.sentinels.stream().allMatch(RedisSentinels::knowsAll));
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static boolean knowsAll(RedisServer sentinel) {
        List<?> known = sentinel.list("SENTINEL", "MASTER", MASTER);
        return known.get(known.indexOf("num-other-sentinels") + 1).equals(String.valueOf(COUNT - 1))
                && known.get(known.indexOf("num-slaves") + 1).equals("1");
    }

    /** For clients, which are told where the master is. */
    public RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(MASTER);
        sentinels.forEach(sentinel -> uri.withSentinel("127.0.0.1", sentinel.port()));
        return uri.build();
    }

    /** Their addresses, with commas between them. */
    public String addresses() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
    }
}
