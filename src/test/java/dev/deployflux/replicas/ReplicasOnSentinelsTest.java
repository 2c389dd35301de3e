package dev.deployflux.replicas;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.redis.RedisQuotaShares;
import dev.deployflux.redis.RedisSentinels;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two replicas on a Redis whose sentinels promote another once it is killed. */
@RedisTest
class ReplicasOnSentinelsTest {

    @Test
    void aMasterThatIsKilledIsFollowedByItsReplica() {
        try (RedisServer master = RedisServer.start("repl-diskless-sync-delay", "0");
                RedisServer replica = RedisServer.follow(master);
                RedisSentinels sentinels = RedisSentinels.start(master);
                TwoReplicas replicas = TwoReplicas.on(sentinels.uri())) {
            String before = replicas.deployToTheEnd();

            master.kill();
            String meanwhile = replicas.deploy();

            replicas.awaitEnd(meanwhile);
            replicas.awaitHealed();
            Eventually.holds(() -> replicas.polling() == 1);
            String later = replicas.deployToTheEnd();
            replicas.judge(replica, before, meanwhile, later);
        }
    }

    @Test
    void sharesOfTheQuotaComeBackWithTheNextMaster() {
        RedisServer master = RedisServer.start("repl-diskless-sync-delay", "0");
        try (master;
                RedisServer replica = RedisServer.follow(master);
                RedisSentinels sentinels = RedisSentinels.start(master)) {
            RedisClient client = RedisClient.create(sentinels.uri());
            List<ApiQuota> quotas = List.of(quota(client), quota(client));
            Disposable calls = Flux.fromIterable(quotas)
                    .flatMap(quota -> quota.pace(SERVICES, Mono.just(1)).repeat())
                    .subscribe();
            try {
                Eventually.isAnswered(() -> quotas.stream().allMatch(ReplicasOnSentinelsTest::hasHalf));

                master.kill();
                Eventually.isAnswered(() ->
                        quotas.stream().allMatch(quota -> quota.state(SERVICES).storeAway()));

                Eventually.isAnswered(() -> quotas.stream().allMatch(ReplicasOnSentinelsTest::hasHalf));
                assertThat(String.valueOf(replica.ask("ROLE"))).startsWith("[master");
            } finally {
                calls.dispose();
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }

    private static ApiQuota quota(RedisClient client) {
        return ApiQuota.builder()
                .shared(RedisQuotaShares.create(client, "shop"))
                .build();
    }

    private static boolean hasHalf(ApiQuota quota) {
        return !quota.state(SERVICES).storeAway()
                && quota.state(SERVICES).members() == 2
                && quota.state(SERVICES).share() == 0.5;
    }
}
