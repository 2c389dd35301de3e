package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * What a feed says while its Redis is in trouble: each stream stays open and is told once, with the reason; so is its health; and
 * when the trouble is over it heals by itself, and what happened meanwhile is told.
 */
@RedisTest
class RedisTroubleTest {

    private static final String SLOT = String.valueOf(SlotHash.getSlot("{deployflux:trouble}:log"));

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
        try (RedisServer server = RedisServer.startCluster();
                RedisServer other = RedisServer.start(
                        "cluster-enabled", "yes", "cluster-port", String.valueOf(RedisServer.freePort()))) {
            meet(server, other);
            assign(server, other, server);
            try (TroubledFeed replica = TroubledFeed.on(other.uri())) {
                healsFrom(replica, "MOVED", () -> assign(server, other, other));
            }
        }
    }

    @Test
    void aSlotThatMovesWithinACluster() {
        try (RedisServer server = RedisServer.startCluster();
                RedisServer other = RedisServer.start(
                        "cluster-enabled", "yes", "cluster-port", String.valueOf(RedisServer.freePort()))) {
            meet(server, other);
            try (TroubledFeed replica = TroubledFeed.onCluster(server.uri())) {
                String before = replica.deploy();
                replica.awaitEnd(before);
                migrate(server, other);
                String later = replica.deploy();
                replica.awaitEnd(later);

                assertThat(replica.endings).isEmpty();
                for (List<DeploymentEvent> told : List.of(replica.events, replica.entries)) {
                    assertThat(replica.ends(told, before)).isOne();
                    assertThat(replica.ends(told, later)).isOne();
                }
            }
        }
    }

    private static void meet(RedisServer server, RedisServer other) {
        String bus = String.valueOf(server.ask("CLUSTER", "NODES")).replaceAll("(?s).*@(\\d+)[, ].*", "$1");
        other.ask("CLUSTER", "MEET", "127.0.0.1", String.valueOf(server.port()), bus);
        for (RedisServer each : List.of(server, other)) {
            while (!isWhole(String.valueOf(each.ask("CLUSTER", "INFO")))) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isWhole(String info) {
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2");
    }

    private static String id(RedisServer node) {
        return String.valueOf(node.ask("CLUSTER", "MYID"));
    }

    /** Both know that it has the slot. */
    private static void assign(RedisServer one, RedisServer two, RedisServer owner) {
        for (RedisServer each : owner == one ? List.of(one, two) : List.of(two, one)) {
            each.ask("CLUSTER", "SETSLOT", SLOT, "NODE", id(owner));
        }
    }

    /** As an operator does it: the keys move one by one, and those who ask are sent on. */
    private static void migrate(RedisServer from, RedisServer to) {
        to.ask("CLUSTER", "SETSLOT", SLOT, "IMPORTING", id(from));
        from.ask("CLUSTER", "SETSLOT", SLOT, "MIGRATING", id(to));
        for (List<?> keys = keys(from); !keys.isEmpty(); keys = keys(from)) {
            from.ask(
                    "MIGRATE",
                    "127.0.0.1",
                    String.valueOf(to.port()),
                    keys.get(0).toString(),
                    "0",
                    "5000");
        }
        assign(from, to, to);
    }

    private static List<?> keys(RedisServer node) {
        return (List<?>) Objects.requireNonNull(node.ask("CLUSTER", "GETKEYSINSLOT", SLOT, "10"));
    }
}
