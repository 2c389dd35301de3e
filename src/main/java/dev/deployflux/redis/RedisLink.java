package dev.deployflux.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one connection for all commands but those that wait in Redis. The first command opens it, and so does the next one after
 * it was lost. A command waits for {@value #TIMEOUT_SECONDS} s at most, connecting included; one that has no reply by then takes
 * the connection with it, and all that was to be sent or answered there. So nothing queues without a bound, whatever the
 * client's options say. Safe for use by many threads.
 */
final class RedisLink {

    static final int TIMEOUT_SECONDS = 3;
    static final int MOST_COMMANDS = 256;
    static final Duration TIMEOUT = Duration.ofSeconds(TIMEOUT_SECONDS);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 3;

    /** The client waits for a minute, if it isn't told otherwise, where somebody accepts connections and says nothing. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);

    private final Supplier<RedisConnection> opener;
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable RedisConnection shared;
    private long attemptedAt;
    private int failed;

    private RedisLink(Supplier<RedisConnection> opener) {
        this.opener = opener;
    }

    static RedisLink of(RedisClient client) {
        return new RedisLink(() -> RedisConnection.open(client));
    }

    /** For what is in a scope, all of which is in one slot. */
    static RedisLink of(RedisClusterClient client, RedisScope scope) {
        return new RedisLink(() -> RedisConnection.open(client, scope.slot()));
    }

    /** Opens another, for what waits in Redis, or must not change to another. The caller closes it. */
    RedisConnection another() {
        return opener.get();
    }

    /**
     * What a script returns: texts, {@link Long}s, and lists of those. Redis may run it twice, if a reply is lost.
     *
     * @param keys all of one slot
     */
    Mono<List<Object>> run(Script script, List<String> keys, List<String> arguments) {
        return call(redis -> script.run(redis, keys, arguments));
    }

    /**
     * One command. Fails with what the client says. It goes on if it is cancelled. What follows isn't run by the client's
     * threads, which serve the application too.
     */
    <T> Mono<T> call(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        return Mono.defer(() -> begin(command));
    }

    private <T> Mono<T> begin(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        if (waiting.incrementAndGet() > MOST_COMMANDS) {
            waiting.decrementAndGet();
            return Mono.error(new RedisException(
                    MOST_COMMANDS + " commands wait for Redis already; try again once it has answered"));
        }
        try {
            return RedisConnection.awaited(
                    connection().ask(TIMEOUT, command).whenComplete((value, failure) -> waiting.decrementAndGet()));
        } catch (RuntimeException e) { // Reactor takes no timer any more
            waiting.decrementAndGet();
            throw e;
        }
    }

    private synchronized RedisConnection connection() {
        RedisConnection known = shared;
        if (known != null) {
            boolean isHanging = known.isOpening() && System.nanoTime() - attemptedAt > LONGEST_ATTEMPT.toNanos();
            if (known.isUsable() && !isHanging) {
                return known;
            }
            if (known.hasFailed() && System.nanoTime() - attemptedAt < pause()) {
                return known; // those who ask meanwhile are told of the same failure
            }
            failed = known.hasFailed() ? failed + 1 : 0;
            known.close();
        }
        attemptedAt = System.nanoTime();
        RedisConnection opened = opener.get();
        shared = opened;
        return opened;
    }

    /** From a quarter of a second to two: the client may log each attempt. */
    private long pause() {
        return SHORTEST_PAUSE.toNanos() << Math.min(failed, MOST_DOUBLINGS);
    }
}
