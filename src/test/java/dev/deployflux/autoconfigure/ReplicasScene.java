package dev.deployflux.autoconfigure;

import dev.deployflux.redis.RedisServer;
import dev.deployflux.simulator.EcsSimulator;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Replicas of an application on an account in memory. */
abstract class ReplicasScene {

    static final String LEASE = "{deployflux:shop}:lease:poller";

    final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withBean(EcsAsyncClient.class, ecs::client)
            .withPropertyValues(
                    "spring.application.name=shop",
                    "deployflux.feed.clusters=prod",
                    "deployflux.replicas.enabled=true");

    ReplicasScene() {
        ecs.cluster("prod").service("web").history(2);
    }

    @AfterEach
    void close() {
        ecs.close();
    }

    /** The application on that Redis. */
    ApplicationContextRunner on(RedisServer redis, String... properties) {
        return application
                .withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port())
                .withPropertyValues(properties);
    }

    /** A field of the lease of whoever polls, as it stands in Redis. */
    static String lease(RedisServer redis, String field) {
        return String.valueOf(redis.ask("HGET", LEASE, field));
    }
}
