package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.micrometer.FeedMeters;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.redis.RedisCluster;
import dev.deployflux.redis.RedisSentinels;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.FeedPoller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

/** Replicas of a Spring Boot application on a real Redis. */
@RedisTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicasOnRedisTest extends ReplicasScene {

    private static void listen(DeploymentFeed feed) {
        feed.events().takeUntil(DeploymentEvent.PassCompleted.class::isInstance).blockLast();
    }

    private static boolean polls(DeploymentFeed feed) {
        FeedPoller poller = feed.health().poller();
        return poller != null && poller.here();
    }

    @Test
    void oneReplicaPollsAndGivesItsLeaseBackWhenItsApplicationCloses() {
        try (RedisServer redis = RedisServer.start()) {
            on(redis, "deployflux.replicas.name=first").run(first -> {
                DeploymentFeed one = first.getBean(DeploymentFeed.class);
                listen(one);
                assertThat(polls(one)).isTrue();
                assertThat(lease(redis, "holder")).startsWith("first#");

                on(redis, "deployflux.replicas.name=second").run(second -> {
                    DeploymentFeed other = second.getBean(DeploymentFeed.class);
                    listen(other);
                    assertThat(polls(other)).isFalse();
                    Eventually.holds(() -> other.health().poller() != null);
                    assertThat(other.health().poller())
                            .isNotNull()
                            .extracting(FeedPoller::replica)
                            .isEqualTo("first");
                });
                assertThat(lease(redis, "until")).isNotEqualTo("0");
            });

            assertThat(lease(redis, "until")).isEqualTo("0");
        }
    }

    @Test
    void replicasShareTheQuota() {
        try (RedisServer redis = RedisServer.start()) {
            on(redis).run(context -> {
                listen(context.getBean(DeploymentFeed.class));

                ApiQuota quota = context.getBean(ApiQuota.class);
                Eventually.holds(
                        () -> quota.state(ApiBucket.SERVICE_DEPLOYMENTS).members() == 1
                                && quota.state(ApiBucket.SERVICE_DEPLOYMENTS).share() > 0);
                assertThat(String.valueOf(redis.ask("KEYS", "*"))).contains(":shares:service_deployments");
            });
        }
    }

    @Test
    void credentialsAndDatabaseAreThoseOfSpringData() {
        try (RedisServer redis = RedisServer.start("requirepass", "secret")) {
            on(redis, "spring.data.redis.password=secret", "spring.data.redis.database=3")
                    .run(context -> listen(context.getBean(DeploymentFeed.class)));

            assertThat(String.valueOf(redis.ask("INFO", "keyspace")))
                    .contains("db3:")
                    .doesNotContain("db0:");
        }
    }

    @Test
    void aClusterIsOneToo() {
        try (RedisCluster cluster = RedisCluster.start(3)) {
            application
                    .withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:"
                            + cluster.stranger(LEASE).port())
                    .run(context -> {
                        listen(context.getBean(DeploymentFeed.class));
                        assertThat(polls(context.getBean(DeploymentFeed.class))).isTrue();
                        assertThat(lease(cluster.owner(LEASE), "until")).isNotEqualTo("null");
                    });
        }
    }

    @Test
    void sentinelsTellWhereTheMasterIsAndWhereTheNextOneIs() {
        RedisServer master = RedisServer.start("repl-diskless-sync-delay", "0");
        try (master;
                RedisServer next = RedisServer.follow(master);
                RedisSentinels sentinels = RedisSentinels.start(master)) {
            application
                    .withPropertyValues(
                            "spring.data.redis.sentinel.master=" + RedisSentinels.MASTER,
                            "spring.data.redis.sentinel.nodes=" + sentinels.addresses())
                    .run(context -> {
                        DeploymentFeed feed = context.getBean(DeploymentFeed.class);
                        feed.events().subscribe();
                        Eventually.holds(() -> polls(feed));

                        master.kill();

                        Eventually.isAnswered(
                                () -> String.valueOf(next.ask("ROLE")).startsWith("[master"));
                        String until = lease(next, "until");
                        Eventually.isAnswered(() -> !lease(next, "until").equals(until)); // renewed
                        Eventually.holds(() -> polls(feed) && feed.health().storeFailure() == null);
                    });
        }
    }

    @Test
    void anApplicationStartsAndIsWellWithoutItsRedisAndLogsWhatIsWrong() {
        try (RedisServer redis = RedisServer.stopped();
                HeardLog log = new HeardLog(dev.deployflux.watch.DeploymentWatcher.class)) {
            on(redis, "deployflux.watch.grace=1h").run(context -> {
                assertThat(context).hasNotFailed();
                DeploymentFeed feed = context.getBean(DeploymentFeed.class);
                feed.events().subscribe();
                Eventually.holds(() -> feed.health().storeFailure() != null);
                FeedHealthIndicator health = context.getBean(FeedHealthIndicator.class);
                assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                assertThat(health.health().getDetails()).containsKey("storeFailure");
                Eventually.holds(() -> !log.lines().isEmpty());
                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .startsWith("WARN What replicas share can't be reached");

                redis.restart();

                listen(feed);
                Eventually.holds(() -> feed.health().storeFailure() == null);
                Eventually.holds(() -> log.lines().size() == 2);
            });
        }
    }

    @Test
    void whatIsMeasuredIsOfThisReplica() {
        try (RedisServer redis = RedisServer.start()) {
            on(redis).withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
                DeploymentFeed feed = context.getBean(DeploymentFeed.class);
                MeterRegistry meters = new SimpleMeterRegistry();
                new FeedMeters(feed).bindTo(meters);
                assertThat(meters.get("deployflux.feed.polls").gauge().value()).isZero();
                assertThat(meters.get("deployflux.feed.term").gauge().value()).isNaN();

                listen(feed);

                assertThat(meters.get("deployflux.feed.polls").gauge().value()).isEqualTo(1);
                assertThat(meters.get("deployflux.feed.term").gauge().value())
                        .isEqualTo(Double.parseDouble(lease(redis, "term")));
                assertThat(meters.get("deployflux.feed.terms").functionCounter().count())
                        .isEqualTo(1);
                for (String none : List.of("fenced", "resets")) {
                    assertThat(meters.get("deployflux.feed." + none)
                                    .functionCounter()
                                    .count())
                            .isZero();
                }
                assertThat(meters.get("deployflux.feed.reader.lag").timeGauge().value())
                        .isZero();
                assertThat(meters.get("deployflux.feed.store.failing").gauge().value())
                        .isZero();
                assertThat(meters.get("deployflux.feed.consumers.failing")
                                .gauge()
                                .value())
                        .isZero();
            });
        }
    }

    @Test
    void aRedisThatHasLostAllIsAReset() {
        try (RedisServer redis = RedisServer.start()) {
            on(redis, "deployflux.watch.grace=1h").run(context -> {
                DeploymentFeed feed = context.getBean(DeploymentFeed.class);
                listen(feed);
                redis.ask("FLUSHALL");

                Eventually.holds(() -> feed.health().resets() > 0);

                FeedHealth health = feed.health();
                assertThat(health.timesFenced()).isPositive();
                Eventually.holds(() -> polls(feed));
                assertThat(feed.health().termsTaken()).isEqualTo(2);
            });
        }
    }
}
