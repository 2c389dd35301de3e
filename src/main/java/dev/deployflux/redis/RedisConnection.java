package dev.deployflux.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A connection to one Redis or to a cluster, from when it begins to be opened.
 *
 * <p>Lettuce connects a lost connection again by itself, sends again what had no reply, and keeps in a queue without a bound what
 * is sent meanwhile, if the client's options don't say otherwise. Here a connection that is lost is closed, which fails what
 * waits for a reply; so is one on which a reply doesn't come in time. Safe for use by many threads.
 */
final class RedisConnection {

    /** Threads that wait for connections: few, lest a network that swallows all takes more; they end when none is awaited. */
    private static final Scheduler WAITING = Schedulers.newBoundedElastic(8, 100, "deployflux-redis", 60, true);

    private static final class Opened {
        private final StatefulConnection<String, String> connection;
        private final RedisClusterAsyncCommands<String, String> commands;
        private final AtomicBoolean closed = new AtomicBoolean();

        Opened(StatefulConnection<String, String> connection, RedisClusterAsyncCommands<String, String> commands) {
            this.connection = connection;
            this.commands = commands;
        }

        /** Once: the client logs a warning each time somebody closes what is closed. */
        @SuppressWarnings("FutureReturnValueIgnored") // nothing could be done about a failure
        void close() {
            if (closed.compareAndSet(false, true)) {
                connection.closeAsync();
            }
        }
    }

    private final CompletableFuture<Opened> opening;
    private volatile boolean timedOut;

    private RedisConnection(Mono<Opened> opening) {
        this.opening = opening.doOnNext(opened -> closeWhenLost(opened, opened.connection))
                .toFuture();
    }

    /** The client connects to where it was created for in no way but one that waits, so on a thread for such. */
    static RedisConnection open(RedisClient client) {
        return new RedisConnection(Mono.fromCallable(() -> client.connect(StringCodec.UTF8))
                .subscribeOn(WAITING)
                .map(connection -> new Opened(connection, connection.async())));
    }

    /**
     * The client wants to know the cluster's nodes before; it resolves their names on the calling thread.
     *
     * @param slot of all keys that it will be asked for
     */
    static RedisConnection open(RedisClusterClient client, int slot) {
        return new RedisConnection(Mono.fromCompletionStage(client::refreshPartitionsAsync)
                .subscribeOn(WAITING)
                .then(Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8)))
                .flatMap(connection -> opened(connection, slot)));
    }

    /** The client connects to each node behind this connection, which hears nothing of their loss: the slot's node is heard. */
    private static Mono<Opened> opened(StatefulRedisClusterConnection<String, String> connection, int slot) {
        Opened opened = new Opened(connection, connection.async());
        RedisClusterNode owner = connection.getPartitions().getPartitionBySlot(slot);
        if (owner == null) { // each command will fail, and close this
            return Mono.just(opened);
        }
        RedisURI place = owner.getUri();
        return Mono.fromCompletionStage(() -> connection.getConnectionAsync(place.getHost(), place.getPort()))
                .doOnNext(node -> closeWhenLost(opened, node))
                .doOnError(failure -> opened.close())
                .thenReturn(opened);
    }

    private static void closeWhenLost(Opened opened, StatefulConnection<String, String> part) {
        part.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                if (!lost.isClosed()) { // by the client's shutdown
                    opened.close();
                }
            }
        });
        if (!part.isOpen()) { // lost before anybody listened
            opened.close();
        }
    }

    /** Whether it could not be opened. */
    boolean hasFailed() {
        return opening.isCompletedExceptionally();
    }

    boolean isOpening() {
        return !opening.isDone();
    }

    /** Whether it may be asked: it is open, as far as is known, or about to be. */
    boolean isUsable() {
        return isOpening() || (!hasFailed() && opening.join().connection.isOpen());
    }

    /** How long the client may be set to wait for a reply; zero if for ever, and if it isn't connected. */
    Duration clientsTimeout() {
        return opening.isDone() && !hasFailed() ? opening.join().connection.getTimeout() : Duration.ZERO;
    }

    /**
     * Asks Redis.
     *
     * @param patience how long to wait, also for the connection
     * @return fails with what the client says; comes to an end even if nobody waits for it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // all end in the reply
    <T> CompletableFuture<T> ask(
            Duration patience, Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> command) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        Disposable alarm = Schedulers.parallel()
                .schedule(() -> giveUp(reply, patience), patience.toMillis(), TimeUnit.MILLISECONDS);
        reply.whenComplete((value, failure) -> alarm.dispose());
        opening.thenCompose(opened -> reply.isDone() ? reply : command.apply(opened.commands))
                .whenComplete((value, failure) -> {
                    if (failure == null) {
                        reply.complete(value);
                    } else {
                        if (!reply.isDone() && !comesFromTheRightRedis(unwrapped(failure))) {
                            close(); // before anybody asks again
                        }
                        reply.completeExceptionally(timedOut ? timeout(patience) : translated(failure));
                    }
                });
        return reply;
    }

    /**
     * Waits for a reply. Whoever leaves doesn't cancel it, and isn't told of its failure. What follows isn't run by the client's
     * threads, which serve the application too.
     */
    static <T> Mono<T> awaited(CompletableFuture<T> reply) {
        CompletableFuture<Signal<T>> outcome = reply.handle(
                (value, failure) -> failure == null ? Signal.next(value) : Signal.error(unwrapped(failure)));
        return Mono.fromFuture(outcome, true).<T>dematerialize().publishOn(Schedulers.parallel());
    }

    /** Any other failure may stay as long as this connection does: the next one finds out anew where the Redis to ask is. */
    private static boolean comesFromTheRightRedis(Throwable failure) {
        return failure instanceof RedisCommandExecutionException && !(failure instanceof RedisReadOnlyException);
    }

    /** A connection that is closed has its commands cancelled, and one that breaks shows them what the network said. */
    private static Throwable translated(Throwable failure) {
        Throwable cause = unwrapped(failure);
        return cause instanceof CancellationException || cause instanceof IOException
                ? new RedisException("the connection was lost before Redis has answered", cause)
                : cause;
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Whatever else waits on it may wait for ever, too. One that is still being opened may serve the next. */
    private void giveUp(CompletableFuture<?> reply, Duration patience) {
        if (reply.completeExceptionally(timeout(patience)) && opening.isDone()) {
            timedOut = true;
            close();
        }
    }

    private static RedisException timeout(Duration patience) {
        return new RedisCommandTimeoutException("Redis has not answered within " + patience.toMillis() + " ms");
    }

    /** Frees it, now or once it is open. What waits for a reply fails. */
    @SuppressWarnings("FutureReturnValueIgnored") // one that could not be opened needs no closing
    void close() {
        opening.thenAccept(Opened::close);
    }
}
