package dev.deployflux.autoconfigure;

import dev.deployflux.quota.QuotaShares;
import dev.deployflux.watch.FeedStore;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * The store where replicas meet, if {@code deployflux.replicas.enabled} is {@code true}: a {@link FeedStore} of the
 * application's own, or the Redis of {@code spring.data.redis}, by the client that Spring Boot makes for it. What is missing
 * fails the start: without a store each replica would poll, and do what consumers do, for itself.
 */
@AutoConfiguration(
        value = "deployfluxReplicasAutoConfiguration",
        before = DeployfluxAutoConfiguration.class,
        afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnSpringBoot4
@ConditionalOnBooleanProperty("deployflux.replicas.enabled")
@EnableConfigurationProperties(DeployfluxProperties.class)
public final class ReplicasAutoConfiguration {

    private static final String SPRING_DATA =
            "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory";
    private static final String LETTUCE = "io.lettuce.core.RedisClient";
    private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

    /** What brings each. */
    private static final Map<String, String> DEPENDENCIES = Map.of(
            SPRING_DATA, "org.springframework.boot:spring-boot-starter-data-redis",
            LETTUCE, "io.lettuce:lettuce-core",
            JACKSON, "tools.jackson.core:jackson-databind");

    ReplicasAutoConfiguration() {}

    /** On Redis. */
    @Configuration(value = "deployfluxRedis", proxyBeanMethods = false)
    @ConditionalOnClass(name = {SPRING_DATA, LETTUCE, JACKSON})
    @ImportRuntimeHints(Scripts.class)
    static class OnRedis {

        @Bean
        @Lazy(false) // what is missing is said at the start of an application whose beans are lazy, too
        @ConditionalOnMissingBean
        FeedStore deployfluxFeedStore(
                ObjectProvider<LettuceConnectionFactory> connections,
                DeployfluxProperties properties,
                Environment environment) {
            return new RedisReplicas(connections.getIfUnique(), properties.replicas(), environment).store();
        }
    }

    /** On Redis as well, wherever the feed's store is. */
    @Configuration(value = "deployfluxSharesOnRedis", proxyBeanMethods = false)
    @ConditionalOnClass(name = {SPRING_DATA, LETTUCE})
    static class SharesOnRedis {

        @Bean
        @ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
        @ConditionalOnMissingBean
        QuotaShares deployfluxQuotaShares(
                LettuceConnectionFactory connections, DeployfluxProperties properties, Environment environment) {
            return new RedisReplicas(connections, properties.replicas(), environment).shares();
        }
    }

    /** Is in nobody's way: it says which dependency to add. */
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    FeedStore deployfluxFeedStore(ResourceLoader resources) {
        ClassLoader loader = resources.getClassLoader();
        String missing = DEPENDENCIES.entrySet().stream()
                .filter(needed -> !ClassUtils.isPresent(needed.getKey(), loader))
                .map(Map.Entry::getValue)
                .sorted()
                .reduce((one, another) -> one + " and " + another)
                .orElse("org.springframework.boot:spring-boot-starter-data-redis");
        throw new ReplicasException(
                "what replicas need isn't on the class path", "add " + missing + ", or define a FeedStore bean");
    }

    /** What is run in Redis is read from the class path. */
    static final class Scripts implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
            hints.resources().registerPattern("dev/deployflux/redis/*.lua");
        }
    }
}
