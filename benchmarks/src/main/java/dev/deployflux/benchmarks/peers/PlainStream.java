package dev.deployflux.benchmarks.peers;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A stream of Redis that one writes and several read, each on a connection of its own: no lease, no state, nothing checked. */
public final class PlainStream implements AutoCloseable {

    private static final String KEY = "plain";
    private static final Duration BLOCK = Duration.ofSeconds(2);
    private static final int MOST = 10_000;

    private final RedisClient client;
    private final RedisAsyncCommands<String, String> writer;

    /** {@code read} is called for each entry that a reader gets. */
    public PlainStream(RedisURI uri, int readers, Runnable read) {
        client = RedisClient.create(uri);
        writer = client.connect().async();
        for (int i = 0; i < readers; i++) {
            read(client.connect().async(), "0-0", read);
        }
    }

    @SuppressWarnings("unchecked") // an array of offsets
    private static void read(RedisAsyncCommands<String, String> redis, String last, Runnable read) {
        redis.xread(XReadArgs.Builder.block(BLOCK), StreamOffset.from(KEY, last)).thenAccept(messages -> {
            messages.forEach(message -> read.run());
            read(redis, messages.isEmpty() ? last : last(messages), read);
        });
    }

    private static String last(List<StreamMessage<String, String>> messages) {
        return messages.get(messages.size() - 1).getId();
    }

    /** Writes all at once, and trims as a feed's log is trimmed. */
    public void write(List<String> values) {
        values.forEach(value -> writer.xadd(KEY, Map.of("v", value)));
        writer.xtrim(KEY, true, MOST);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
