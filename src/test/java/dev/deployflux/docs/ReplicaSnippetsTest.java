package dev.deployflux.docs;

import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guides' Java on several replicas, compiled and run as it stands there, on a Redis of its own. */
@RedisTest
class ReplicaSnippetsTest extends SnippetScene {

    /** What the guides suppose to be there; they name the Redis that everybody has. */
    private static final String BEFORE = """
            DeploymentWatcher watcher =
                    DeploymentWatcher.builder(ServiceDeployments.create(EcsAsyncClient.create())).build();
            Flux<ServiceRef> services = Flux.just(new ServiceRef("prod", "web"));
            class Slack { static Mono<Void> post(DeploymentEvent event) { return Mono.empty(); } }
            """;

    private RedisServer redis;

    @BeforeEach
    void startRedis() {
        redis = RedisServer.start();
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    private Snippets onThisRedis() {
        return new Snippets(
                snippets.all().stream()
                        .map(java -> java.replace("localhost:6379", "127.0.0.1:" + redis.port())
                                .replace("post(event)", "Slack.post(event)"))
                        .toList(),
                snippets.classes());
    }

    @Test
    void anyReplicaGoesOnBehindTheLastEvent() throws Exception {
        onThisRedis()
                .run(
                        Snippet.REPLICAS,
                        BEFORE + "EventId lastId = EventId.NONE;",
                        "StepVerifier.create(rest.map(FeedEntry::event).ofType(DeploymentEvent.Live.class).take(1))"
                                + ".expectNextCount(1).verifyComplete();"
                                + "slack.dispose(); shared.dispose(); redis.shutdown();");
    }

    @Test
    void whoEndsGivesTheLeaseBack() throws Exception {
        onThisRedis()
                .run(
                        Snippet.CONSUMER,
                        BEFORE,
                        "feed.events().ofType(DeploymentEvent.PassCompleted.class).blockFirst();"
                                + "assertEquals(\"web-1\", feed.health().poller().replica());"
                                + "slack.dispose(); StepVerifier.create(end).verifyComplete(); redis.shutdown();");
    }
}
