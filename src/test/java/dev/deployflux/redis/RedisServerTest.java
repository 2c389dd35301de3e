package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** The servers that other tests start. */
@RedisTest
class RedisServerTest {

    @Test
    void answersOnceItIsStarted() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.ask("SET", "a", "ü")).isEqualTo("OK");
            assertThat(server.ask("MGET", "a", "b")).asInstanceOf(LIST).containsExactly("ü", null);
        }
    }

    @Test
    void isEmptyAfterARestartOnTheSamePort() {
        try (RedisServer server = RedisServer.start()) {
            server.ask("SET", "a", "1");
            server.kill();
            assertThatThrownBy(() -> server.ask("PING")).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.ask("GET", "a")).isNull();
        }
    }

    @Test
    void goesOnAfterAPause() {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            server.resume();
            assertThat(server.ask("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void takesAPassword() {
        try (RedisServer server = RedisServer.start("requirepass", "secret")) {
            assertThat(server.ask("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void followsAnother() {
        try (RedisServer primary = RedisServer.start("repl-diskless-sync-delay", "0")) {
            primary.ask("SET", "a", "1");
            try (RedisServer replica = RedisServer.follow(primary)) {
                assertThat(replica.ask("GET", "a")).isEqualTo("1");
            }
        }
    }

    @Test
    void areAClusterWhoseSlotsMove() {
        try (RedisCluster cluster = RedisCluster.start(3)) {
            RedisServer owner = cluster.owner("{a}");
            RedisServer other = cluster.stranger("{a}");
            assertThatThrownBy(() -> other.ask("SET", "{a}", "1")).hasMessageStartingWith("MOVED");
            owner.ask("MSET", "{a}", "1", "{a}b", "2");

            cluster.move("{a}", other, () -> {
                assertThatThrownBy(() -> owner.ask("MGET", "{a}", "{a}b")).hasMessageStartingWith("TRYAGAIN");
            });

            assertThat(cluster.owner("{a}")).isSameAs(other);
            assertThat(other.ask("MGET", "{a}", "{a}b")).asInstanceOf(LIST).containsExactly("1", "2");
        }
    }
}
