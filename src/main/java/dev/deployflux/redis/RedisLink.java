package dev.deployflux.redis;

import static io.lettuce.core.ScriptOutputType.MULTI;

import dev.deployflux.redis.RedisConnector.Opened;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The one connection for all commands but those that wait in Redis. The first command opens it, and so does the next one after
 * it was lost. A command waits for {@value #TIMEOUT_SECONDS} s at most, connecting included; one that has no reply by then takes
 * the connection with it, and all that was to be sent or answered there. So nothing queues without a bound, whatever the
 * client's options say. Safe for use by many threads.
 */
final class RedisLink {

    static final int TIMEOUT_SECONDS = 3;
    static final int MOST_COMMANDS = 256;
    private static final long NANOS_BETWEEN_ATTEMPTS = Duration.ofMillis(250).toNanos();

    private final RedisConnector connector;
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable CompletableFuture<Opened> connection;
    private long attemptedAt;

    private RedisLink(RedisConnector connector) {
        this.connector = connector;
    }

    static RedisLink of(RedisClient client) {
        return new RedisLink(RedisConnector.of(client));
    }

    static RedisLink of(RedisClusterClient client) {
        return new RedisLink(RedisConnector.of(client));
    }

    /** For what needs a connection of its own. */
    RedisConnector connector() {
        return connector;
    }

    /**
     * What a script returns: texts, {@link Long}s, and lists of those. Redis may run it twice, if a reply is lost.
     *
     * @param keys all of one slot
     */
    Mono<List<Object>> run(Script script, List<String> keys, List<String> arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        String[] argumentArray = arguments.toArray(String[]::new);
        Mono<List<Object>> asKnown = call(redis -> redis.evalsha(script.sha(), MULTI, keyArray, argumentArray));
        Mono<List<Object>> inFull = call(redis -> redis.eval(script.text(), MULTI, keyArray, argumentArray));
        return asKnown.onErrorResume(RedisNoScriptException.class, unknown -> inFull);
    }

    /**
     * One command. Fails with what the client says. It goes on if it is cancelled. What follows isn't run by the client's
     * threads, which serve the application too.
     */
    <T> Mono<T> call(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        return Mono.defer(() -> Mono.fromFuture(begin(command), true)).publishOn(Schedulers.parallel());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // all end in the reply
    private <T> CompletableFuture<T> begin(
            Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        if (waiting.incrementAndGet() > MOST_COMMANDS) {
            waiting.decrementAndGet();
            reply.completeExceptionally(new RedisException(
                    MOST_COMMANDS + " commands wait for Redis already; try again once it has answered"));
            return reply;
        }
        CompletableFuture<Opened> used = connection();
        Disposable alarm = Schedulers.parallel().schedule(() -> giveUp(used, reply), TIMEOUT_SECONDS, TimeUnit.SECONDS);
        reply.whenComplete((value, failure) -> {
            waiting.decrementAndGet();
            alarm.dispose();
        });
        used.thenCompose(opened -> reply.isDone() ? reply : command.apply(opened.commands()))
                .whenComplete((value, failure) -> {
                    if (failure == null) {
                        reply.complete(value);
                    } else {
                        reply.completeExceptionally(translated(failure));
                    }
                });
        return reply;
    }

    private static Throwable translated(Throwable failure) {
        Throwable cause = Exceptions.unwrap(failure);
        return cause instanceof CancellationException
                ? new RedisException("the connection was lost before Redis has answered", cause)
                : cause;
    }

    private static void giveUp(CompletableFuture<Opened> used, CompletableFuture<?> reply) {
        reply.completeExceptionally(
                new RedisCommandTimeoutException("Redis has not answered within " + TIMEOUT_SECONDS + " s"));
        if (used.isDone() && !used.isCompletedExceptionally()) {
            used.join().close();
        }
    }

    private synchronized CompletableFuture<Opened> connection() {
        CompletableFuture<Opened> known = connection;
        if (known != null) {
            if (!known.isDone()) {
                return known;
            }
            if (known.isCompletedExceptionally()) {
                if (System.nanoTime() - attemptedAt < NANOS_BETWEEN_ATTEMPTS) {
                    return known;
                }
            } else if (known.join().isOpen()) {
                return known;
            }
        }
        attemptedAt = System.nanoTime();
        CompletableFuture<Opened> opening = connector.open().toFuture();
        connection = opening;
        return opening;
    }
}
