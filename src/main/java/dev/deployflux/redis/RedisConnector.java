package dev.deployflux.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Opens connections of a client, to one Redis or to a cluster.
 *
 * <p>Lettuce connects a lost connection again by itself, sends again what had no reply, and keeps in a queue without a bound what
 * is sent meanwhile, if the client's options don't say otherwise. These connections do nothing of the kind: one that is lost is
 * closed, which fails what waits for a reply.
 */
interface RedisConnector {

    /**
     * A connection.
     *
     * @param connection to close
     * @param commands what may be asked
     */
    record Opened(StatefulConnection<String, String> connection, RedisClusterAsyncCommands<String, String> commands) {

        boolean isOpen() {
            return connection.isOpen();
        }

        /** Frees it; what waits for a reply fails. */
        void close() {
            close(connection);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // nothing could be done about a failure
        private static void close(StatefulConnection<?, ?> connection) {
            connection.closeAsync();
        }
    }

    /** Opens one. Fails with what the client says. */
    Mono<Opened> open();

    /** The client connects to where it was created for in no way but one that waits, so on a thread for such. */
    static RedisConnector of(RedisClient client) {
        return () -> Mono.fromCallable(() -> client.connect(StringCodec.UTF8))
                .subscribeOn(Schedulers.boundedElastic())
                .map(connection -> opened(connection, connection.async()));
    }

    /** The client wants to know the cluster's nodes before; it resolves their names on the calling thread. */
    static RedisConnector of(RedisClusterClient client) {
        return () -> Mono.fromCompletionStage(client::refreshPartitionsAsync)
                .subscribeOn(Schedulers.boundedElastic())
                .then(Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8)))
                .map(connection -> opened(connection, connection.async()));
    }

    private static Opened opened(
            StatefulConnection<String, String> connection, RedisClusterAsyncCommands<String, String> commands) {
        connection.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                Opened.close(connection);
            }
        });
        if (!connection.isOpen()) { // lost before anybody listened
            Opened.close(connection);
        }
        return new Opened(connection, commands);
    }
}
