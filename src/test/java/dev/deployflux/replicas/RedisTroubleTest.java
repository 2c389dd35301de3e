package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.redis.RedisCluster;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * What a feed says while its Redis is in trouble: each stream stays open and is told once, with the reason; so is its health; and
 * when the trouble is over it heals by itself, and what happened meanwhile is told.
 */
@RedisTest
class RedisTroubleTest {

    /** All is well; then trouble, in which somebody deploys; then all is well. */
    private static void healsFrom(TroubledFeed replica, Runnable trouble, String reason, Runnable end) {
        String before = replica.deploy();
        replica.awaitEnd(before);
        replica.forgetFailures();
        trouble.run();
        healsFrom(replica, reason, end);

        assertThat(List.of(replica.events, replica.entries))
                .allSatisfy(told -> assertThat(replica.ends(told, before)).isOne());
    }

    private static void healsFrom(TroubledFeed replica, String reason, Runnable end) {
        assertThat(replica.awaitFailure()).isInstanceOf(RedisException.class);
        Eventually.holds(() -> replica.failure().contains(reason));
        String meanwhile = replica.deploy();
        end.run();
        replica.awaitRecovery();
        replica.awaitEnd(meanwhile);
        String later = replica.deploy();
        replica.awaitEnd(later);

        assertThat(replica.endings).isEmpty();
        assertThat(replica.failure()).isEmpty();
        for (List<DeploymentEvent> told : List.of(replica.events, replica.entries)) {
            assertThat(TroubledFeed.failures(told)).hasSize(1);
            assertThat(told).filteredOn(StoreRecovered.class::isInstance).hasSize(1);
            assertThat(replica.ends(told, meanwhile)).isOne();
            assertThat(replica.ends(told, later)).isOne();
        }
    }

    @Test
    void aRedisThatIsNotThereAtTheStart() {
        try (RedisServer server = RedisServer.stopped();
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(replica, "Unable to connect to", server::restart);
        }
    }

    @Test
    void aRedisThatIsKilledAndComesBackEmpty() {
        try (RedisServer server = RedisServer.start();
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(replica, server::kill, "Unable to connect to", server::restart);
        }
    }

    @Test
    void aRedisThatAnswersNothing() {
        try (RedisServer server = RedisServer.start();
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(replica, server::pause, "Redis has not answered within 3000 ms", server::resume);
        }
    }

    @Test
    void aPasswordThatIsWrong() {
        try (RedisServer server = RedisServer.start("requirepass", "right")) {
            RedisURI uri = server.uri();
            uri.setCredentialsProvider(() -> Mono.just(RedisCredentials.just(null, "wrong")));
            try (TroubledFeed replica = TroubledFeed.on(uri)) {
                healsFrom(replica, "WRONGPASS", () -> server.ask("CONFIG", "SET", "requirepass", "wrong"));
            }
        }
    }

    @Test
    void aPasswordThatIsMissing() {
        try (RedisServer server = RedisServer.start("requirepass", "right");
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(replica, "NOAUTH", () -> server.ask("CONFIG", "SET", "requirepass", ""));
        }
    }

    @Test
    void aMemoryThatIsFull() {
        try (RedisServer server = RedisServer.start();
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(
                    replica,
                    () -> {
                        server.ask("CONFIG", "SET", "maxmemory", "1");
                        replica.deploy();
                    },
                    "OOM command not allowed",
                    () -> server.ask("CONFIG", "SET", "maxmemory", "0"));
        }
    }

    @Test
    void aRedisThatHasBecomeAReadOnlyReplica() {
        try (RedisServer server = RedisServer.start();
                TroubledFeed replica = TroubledFeed.on(server.uri())) {
            healsFrom(
                    replica,
                    () -> {
                        server.ask("REPLICAOF", "127.0.0.1", "1");
                        replica.deploy();
                    },
                    "READONLY",
                    () -> server.ask("REPLICAOF", "NO", "ONE"));
        }
    }

    @Test
    void aClusterThatAClientForOneServerIsToldToAsk() {
        try (RedisCluster cluster = RedisCluster.start(2)) {
            RedisServer asked = cluster.stranger(TwoReplicas.LOG);
            try (TroubledFeed replica = TroubledFeed.on(asked.uri())) {
                healsFrom(replica, "MOVED", () -> cluster.assign(TwoReplicas.LOG, asked));
            }
        }
    }
}
