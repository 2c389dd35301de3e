package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedStore;
import io.lettuce.core.RedisClient;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;

/** What several replicas need, and what is said where that is missing. There is no Redis. */
class ReplicasTest extends ReplicasScene {

    private static void refused(ApplicationContextRunner application, String... words) {
        application.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = Objects.requireNonNull(context.getStartupFailure());
            FailureAnalysis analysis = Objects.requireNonNull(new ReplicasException.Analyzer().analyze(failure));
            assertThat(analysis.getDescription() + " " + analysis.getAction())
                    .contains("deployflux.replicas.enabled is true, but ")
                    .contains(words);
        });
    }

    @Test
    void withoutThePropertyThereIsNothingOfIt() {
        application.withPropertyValues("deployflux.replicas.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(FeedStore.class)
                .hasSingleBean(DeploymentFeed.class));
        application
                .withPropertyValues("deployflux.replicas.enabled=false")
                .withClassLoader(new FilteredClassLoader("io.lettuce", "org.springframework.data"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(DeploymentFeed.class));
    }

    @Test
    void thePropertyIsAllThatItTakes() {
        application.run(context -> {
            assertThat(context).hasSingleBean(FeedStore.class).hasBean("deployfluxFeedStore");
            assertThat(context.getBean(DeploymentFeed.class).health().replica())
                    .isEqualTo(context.getBean(FeedStore.class).replica())
                    .contains(String.valueOf(ProcessHandle.current().pid()));
        });
    }

    @Test
    void aReplicaMayHaveAName() {
        application.withPropertyValues("deployflux.replicas.name=web-1").run(context -> assertThat(
                        context.getBean(DeploymentFeed.class).health().replica())
                .isEqualTo("web-1"));
    }

    @Test
    void aStoreOfTheApplicationsOwnWins() {
        FeedStore own = dev.deployflux.redis.RedisFeedStore.create(RedisClient.create("redis://127.0.0.1:1"), "own")
                .withReplica("mine");
        application
                .withBean("mine", FeedStore.class, () -> own)
                .withClassLoader(new FilteredClassLoader("org.springframework.data"))
                .withPropertyValues("spring.application.name=")
                .run(context -> {
                    assertThat(context).getBean(FeedStore.class).isSameAs(own);
                    assertThat(context.getBean(DeploymentFeed.class).health().replica())
                            .isEqualTo("mine");
                });
    }

    @Test
    void itIsSaidThatReplicasNeedSomethingInCommon() {
        refused(
                application.withPropertyValues("spring.application.name="),
                "it isn't said which replicas belong together",
                "Set spring.application.name, or deployflux.replicas.scope");
        application
                .withPropertyValues("spring.application.name=", "deployflux.replicas.scope=shop")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.data, add org.springframework.boot:spring-boot-starter-data-redis",
        "io.lettuce, add io.lettuce:lettuce-core",
        "tools.jackson, add tools.jackson.core:jackson-databind"
    })
    void itIsSaidWhichDependencyToAdd(String missing, String advice) {
        refused(
                application.withClassLoader(new FilteredClassLoader(missing)),
                "isn't on the class path: " + advice + ", or define a FeedStore bean");
    }

    @Test
    void itIsSaidThatSpringHasNoConnectionOfLettuce() {
        refused(
                application.withPropertyValues("spring.data.redis.client-type=jedis"),
                "there isn't one LettuceConnectionFactory bean");
        refused(
                application
                        .withBean("one", LettuceConnectionFactory.class)
                        .withBean("another", LettuceConnectionFactory.class),
                "make one of several @Primary");
        refused(
                application.withPropertyValues("spring.data.redis.masterreplica.nodes=a:6379,b:6379"),
                "Set spring.data.redis.host or spring.data.redis.sentinel");
    }

    @Test
    void aScopeThatIsNoneIsRefused() {
        application.withPropertyValues("deployflux.replicas.scope={shop}").run(context -> assertThat(
                        context.getStartupFailure())
                .rootCause()
                .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                    assertThat(failure.getName()).isEqualTo("deployflux.replicas.scope");
                    assertThat(failure.getReason()).contains("without braces");
                }));
    }

    /** The lease couldn't be given back any more once the client is closed. */
    @Test
    void theFeedEndsBeforeAnythingElseIsClosed() {
        SlowRelease store = new SlowRelease();
        application
                .withBean("slow", FeedStore.class, store::proxy)
                .run(context -> context.getBean(DeploymentFeed.class).events().subscribe());

        assertThat(store.released()).isTrue();
    }

    @Test
    void nobodyWaitsForeverForALease() {
        SlowRelease store = new SlowRelease(Mono.never());
        application
                .withBean("slow", FeedStore.class, store::proxy)
                .run(context -> context.getBean(DeploymentFeed.class).events().subscribe());

        assertThat(store.released()).isFalse();
    }
}
