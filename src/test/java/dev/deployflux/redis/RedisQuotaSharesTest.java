package dev.deployflux.redis;

import static dev.deployflux.quota.ApiBucket.CLUSTERS;
import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.quota.QuotaShares;
import dev.deployflux.quota.QuotaShares.Claim;
import dev.deployflux.quota.QuotaShares.Grant;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Shares on a real Redis, also one that is not there, is gone, or has forgotten. */
@RedisTest
class RedisQuotaSharesTest {

    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    private static void withShares(RedisURI uri, Consumer<RedisQuotaShares> test) {
        RedisClient client = RedisClient.create(uri);
        try {
            test.accept(RedisQuotaShares.create(client, "test"));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static Claim claim(ApiBucket bucket, String member, long number) {
        return new Claim(bucket, member, number, 20, 50, 60, 0, 0, 0, 0, 0, false);
    }

    private static Grant ask(QuotaShares shares, Claim claim) {
        return shares.claim(claim).blockOptional(GIVE_UP).orElseThrow();
    }

    private static boolean answers(QuotaShares shares, Claim claim) {
        try {
            ask(shares, claim);
            return true;
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void theBucketsOfAScopeAreKeysOfOneSlotThatExpire() {
        try (RedisServer server = RedisServer.start()) {
            withShares(server.uri(), shares -> {
                assertThat(ask(shares, claim(SERVICES, "a", 1)))
                        .isEqualTo(new Grant(0.5, 1, 0, 0.5, 20, 1, Duration.ofMillis(2_500)));
                ask(shares, claim(CLUSTERS, "a", 1));
                assertThat(server.ask("KEYS", "*"))
                        .asInstanceOf(InstanceOfAssertFactories.LIST)
                        .containsExactlyInAnyOrder(
                                "{deployflux:test}:shares:services", "{deployflux:test}:shares:clusters");
                assertThat(server.ask("PTTL", "{deployflux:test}:shares:services"))
                        .asInstanceOf(InstanceOfAssertFactories.LONG)
                        .isBetween(1L, 603_000L);
            });
        }
    }

    @Test
    void nothingIsAskedBeforeItIsSubscribedTo() {
        try (RedisServer server = RedisServer.start()) {
            withShares(server.uri(), shares -> {
                Mono<Grant> claim = shares.claim(claim(SERVICES, "a", 1));
                assertThat(server.ask("DBSIZE")).isEqualTo(0L);
                claim.block(GIVE_UP);
                assertThat(server.ask("DBSIZE")).isEqualTo(1L);
            });
        }
    }

    @Test
    void aRedisThatHasForgottenItsScriptsIsSentThemAgain() {
        try (RedisServer server = RedisServer.start()) {
            withShares(server.uri(), shares -> {
                ask(shares, claim(SERVICES, "a", 1));
                server.ask("SCRIPT", "FLUSH");
                assertThat(ask(shares, claim(SERVICES, "b", 1)).members()).isEqualTo(2);
                server.kill();
                assertThatThrownBy(() -> ask(shares, claim(SERVICES, "b", 2))).isInstanceOf(RedisException.class);
                server.restart();
                while (!answers(shares, claim(SERVICES, "b", 3))) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    @Test
    void aUserWithTheseRightsAloneCanClaim() {
        try (RedisServer server = RedisServer.start()) {
            server.ask(
                    "ACL",
                    "SETUSER",
                    "quota",
                    "on",
                    ">secret",
                    "~{deployflux:*}:*",
                    "+eval",
                    "+evalsha",
                    "+time",
                    "+hgetall",
                    "+hset",
                    "+hdel",
                    "+pexpire",
                    "+hello",
                    "+auth",
                    "+ping",
                    "+client");
            RedisURI uri = RedisURI.Builder.redis("127.0.0.1", server.port())
                    .withAuthentication("quota", "secret".toCharArray())
                    .build();
            withShares(uri, shares -> {
                assertThat(ask(shares, claim(SERVICES, "a", 1)).members()).isEqualTo(1);
                Claim last = new Claim(SERVICES, "a", 2, 20, 50, 0, 0, 0, 0, 0, 0, true);
                assertThat(ask(shares, last).members()).isZero();
            });
        }
    }

    @Test
    void aClusterAnswersLikewise() {
        try (RedisCluster cluster = RedisCluster.start(3)) {
            RedisServer stranger = cluster.stranger("{deployflux:test}:shares:services");
            RedisClusterClient client = RedisClusterClient.create(stranger.uri());
            try {
                RedisQuotaShares shares = RedisQuotaShares.create(client, "test");
                assertThat(ask(shares, claim(SERVICES, "a", 1)).members()).isEqualTo(1);

                cluster.move("{deployflux:test}:shares:services", stranger);
                assertThat(ask(shares, claim(SERVICES, "b", 1)).members()).isEqualTo(2);
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void aQuotaGoesOnWithoutRedisAndHasItsShareOnceThatIsThere() {
        try (RedisServer server = RedisServer.stopped()) {
            withShares(server.uri(), shares -> {
                ApiQuota quota = ApiQuota.builder().shared(shares).build();
                Mono<Integer> call = quota.pace(SERVICES, Mono.just(1));
                assertThat(call.block(GIVE_UP)).isEqualTo(1);
                assertThat(quota.state(SERVICES).storeAway()).isTrue();
                assertThat(quota.state(SERVICES).permittedPerSecond()).isEqualTo(1);

                Disposable calls = call.repeat().subscribe();
                server.restart();
                Eventually.holds(() -> quota.state(SERVICES).permittedPerSecond() == 20);
                assertThat(quota.state(SERVICES).storeAway()).isFalse();
                assertThat(quota.state(SERVICES).members()).isEqualTo(1);

                server.pause();
                Eventually.holds(() -> quota.state(SERVICES).storeAway()
                        && quota.state(SERVICES).permittedPerSecond() == 0.5);
                server.resume();
                Eventually.holds(() -> quota.state(SERVICES).permittedPerSecond() == 20);
                calls.dispose();
            });
        }
    }

    @Test
    void twoQuotasShareAndOneGetsAllThatTheOtherGaveBack() {
        try (RedisServer server = RedisServer.start()) {
            withShares(
                    server.uri(),
                    shares -> withShares(server.uri(), others -> {
                        ApiQuota one = ApiQuota.builder()
                                .shared(shares)
                                .leaveForOthers(0.5)
                                .build();
                        ApiQuota two = ApiQuota.builder()
                                .shared(others)
                                .leaveForOthers(0.5)
                                .build();
                        Disposable ones =
                                one.pace(SERVICES, Mono.just(1)).repeat().subscribe();
                        Disposable twos =
                                two.pace(SERVICES, Mono.just(1)).repeat().subscribe();
                        Eventually.holds(() -> one.state(SERVICES).permittedPerSecond() == 5
                                && two.state(SERVICES).permittedPerSecond() == 5);
                        assertThat(one.state(SERVICES).share()).isEqualTo(0.5);
                        assertThat(one.state(SERVICES).members()).isEqualTo(2);
                        twos.dispose();
                        Eventually.holds(() -> one.state(SERVICES).permittedPerSecond() == 10);
                        ones.dispose();
                    }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a{b", "a}b"})
    void aScopeThatIsNoneIsRefused(String scope) {
        RedisClient client = RedisClient.create();
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedisQuotaShares.create(client, scope))
                    .withMessageContaining("write a scope");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
