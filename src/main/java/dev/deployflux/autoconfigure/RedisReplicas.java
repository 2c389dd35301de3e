package dev.deployflux.autoconfigure;

import static dev.deployflux.autoconfigure.CheckedProperties.use;

import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.redis.RedisQuotaShares;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/** What replicas share on the application's Redis, by its own client: address, TLS, users and passwords are that one's. */
final class RedisReplicas {

    private static final String SCOPE = "deployflux.replicas.scope";
    private static final String NAME = "spring.application.name";
    private static final String OWN =
            "define a FeedStore bean, such as RedisFeedStore.create(redisClient, \"my-application\")";

    private final AbstractRedisClient client;
    private final DeployfluxProperties.Replicas replicas;
    private final Environment environment;

    RedisReplicas(
            @Nullable LettuceConnectionFactory connections,
            DeployfluxProperties.Replicas replicas,
            Environment environment) {
        this.client = client(connections, environment);
        this.replicas = replicas;
        this.environment = environment;
    }

    private static AbstractRedisClient client(@Nullable LettuceConnectionFactory connections, Environment environment) {
        if (connections == null) {
            throw new ReplicasException(
                    "there isn't one LettuceConnectionFactory bean, which spring-boot-starter-data-redis makes, with"
                            + " spring.data.redis.client-type=lettuce if Jedis is there, too",
                    "add that, or make one of several @Primary, or " + OWN);
        }
        // Spring's own connections find out which of the nodes is the master; its client has no address.
        Bindable<String[]> nodes = Bindable.of(String[].class);
        if (Binder.get(environment)
                .bind("spring.data.redis.masterreplica.nodes", nodes)
                .isBound()) {
            throw new ReplicasException(
                    "spring.data.redis.masterreplica names Redis's nodes, and not which of them is written to",
                    "set spring.data.redis.host or spring.data.redis.sentinel, or " + OWN);
        }
        return connections.getRequiredNativeClient();
    }

    RedisFeedStore store() {
        String scope = scope();
        use(SCOPE, scope, this::store);
        RedisFeedStore store = store(scope).withLogLength(replicas.logLength());
        String name = replicas.name();
        return StringUtils.hasText(name) ? store.withReplica(name) : store;
    }

    RedisQuotaShares shares() {
        String scope = scope();
        use(SCOPE, scope, this::shares);
        return shares(scope);
    }

    private RedisQuotaShares shares(String scope) {
        return client instanceof RedisClusterClient cluster
                ? RedisQuotaShares.create(cluster, scope)
                : RedisQuotaShares.create((RedisClient) client, scope);
    }

    private RedisFeedStore store(String scope) {
        return client instanceof RedisClusterClient cluster
                ? RedisFeedStore.create(cluster, scope)
                : RedisFeedStore.create((RedisClient) client, scope);
    }

    private String scope() {
        String scope = StringUtils.hasText(replicas.scope()) ? replicas.scope() : environment.getProperty(NAME);
        if (!StringUtils.hasText(scope)) {
            throw new ReplicasException(
                    "it isn't said which replicas belong together",
                    "set " + NAME + ", or " + SCOPE + ", to what they have in common");
        }
        return scope;
    }
}
