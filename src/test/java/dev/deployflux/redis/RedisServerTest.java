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
    void isAClusterOfOneNode() {
        try (RedisServer server = RedisServer.startCluster()) {
            assertThat(server.ask("SET", "a", "1")).isEqualTo("OK");
        }
    }

    @Test
    void followsAnother() {
        try (RedisServer primary = RedisServer.start();
                RedisServer replica = RedisServer.start("replicaof", "127.0.0.1 " + primary.port())) {
            assertThat(String.valueOf(replica.ask("ROLE"))).startsWith("[slave");
        }
    }
}
