package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The one connection for all commands, in all the trouble that a Redis can be in. */
@RedisTest
class RedisLinkTest {

    private static final Duration GIVE_UP = Duration.ofSeconds(30);
    private static final RedisScope SCOPE = new RedisScope("test");
    private static final String KEY = SCOPE.key("echo");
    private static final Script ECHO = Script.of("return {ARGV[1], KEYS[1]}");

    private static void withClient(RedisURI uri, Consumer<RedisLink> test) {
        RedisClient client = RedisClient.create(uri);
        try {
            test.accept(RedisLink.of(client));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static String ping(RedisLink link) {
        return String.valueOf(link.call(redis -> redis.ping()).block(GIVE_UP));
    }

    private static Mono<List<Object>> echo(RedisLink link) {
        return link.run(ECHO, List.of(KEY), List.of("word"));
    }

    private static boolean answers(RedisLink link) {
        try {
            return !Objects.requireNonNull(echo(link).block(GIVE_UP)).isEmpty();
        } catch (RedisException e) {
            return false;
        }
    }

    private static void awaitHealed(RedisLink link) {
        while (!answers(link)) {
            Thread.onSpinWait();
        }
    }

    private static long connections(RedisServer server) {
        return server.clients("");
    }

    @Test
    void aScriptIsSentAgainInFullIfRedisDoesNotKnowIt() {
        try (RedisServer server = RedisServer.start()) {
            withClient(server.uri(), link -> {
                assertThat(echo(link).block(GIVE_UP)).containsExactly("word", KEY);
                server.ask("SCRIPT", "FLUSH");
                assertThat(echo(link).block(GIVE_UP)).containsExactly("word", KEY);
            });
        }
    }

    @Test
    void nothingIsConnectedBeforeTheFirstCommandAndOneConnectionServesAll() {
        try (RedisServer server = RedisServer.start()) {
            withClient(server.uri(), link -> {
                Mono<List<Object>> cold = echo(link);
                assertThat(connections(server)).isZero();
                Flux.range(0, 100).flatMap(i -> cold).blockLast(GIVE_UP);
                assertThat(connections(server)).isOne();
            });
        }
    }

    @Test
    void aServerThatComesLaterIsFound() {
        try (RedisServer server = RedisServer.stopped()) {
            withClient(server.uri(), link -> {
                assertThatThrownBy(() -> ping(link)).isInstanceOf(RedisConnectionException.class);
                server.restart();
                awaitHealed(link);
            });
        }
    }

    @Test
    void aServerThatWasKilledAndCameAgainIsFound() {
        try (RedisServer server = RedisServer.start()) {
            withClient(server.uri(), link -> {
                ping(link);
                server.kill();
                assertThatThrownBy(() -> ping(link)).isInstanceOf(RedisException.class);
                server.restart();
                awaitHealed(link);
                assertThat(connections(server)).isOne();
            });
        }
    }

    @Test
    void aServerThatIsPausedFailsItsCommandsAndLosesTheConnection() {
        try (RedisServer server = RedisServer.start()) {
            withClient(server.uri(), link -> {
                ping(link);
                server.pause();
                assertThatThrownBy(() -> ping(link)).isInstanceOf(RedisCommandTimeoutException.class);
                server.resume();
                awaitHealed(link);
                while (connections(server) != 1) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    @Test
    void noMoreThanSoManyCommandsWait() {
        try (RedisServer server = RedisServer.start()) {
            withClient(server.uri(), link -> {
                ping(link);
                server.pause();
                List<Throwable> failures = Objects.requireNonNull(Flux.range(0, RedisLink.MOST_COMMANDS + 10)
                        .flatMap(
                                i -> link.call(redis -> redis.ping())
                                        .then(Mono.<Throwable>empty())
                                        .onErrorResume(Mono::just),
                                RedisLink.MOST_COMMANDS + 10)
                        .collectList()
                        .block(GIVE_UP));
                assertThat(failures).hasSize(RedisLink.MOST_COMMANDS + 10);
                assertThat(failures.subList(0, 10))
                        .allSatisfy(e -> assertThat(e).hasMessageContaining("wait for Redis"));
                assertThat(failures.subList(10, failures.size()))
                        .hasOnlyElementsOfTypes(RedisCommandTimeoutException.class, RedisException.class);
                server.resume();
                awaitHealed(link);
            });
        }
    }

    @Test
    void aWrongPasswordIsToldByTheClientsException() {
        try (RedisServer server = RedisServer.start("requirepass", "right")) {
            RedisURI uri = server.uri();
            uri.setCredentialsProvider(() -> Mono.just(RedisCredentials.just(null, "wrong")));
            withClient(uri, link -> {
                // The client sees the connection end before it has read the reason, at times.
                String reason = "";
                while (!reason.contains("WRONGPASS")) {
                    Throwable failure = catchThrowable(() -> ping(link));
                    assertThat(failure).isInstanceOf(RedisConnectionException.class);
                    reason = Throwables.getStackTrace(failure);
                }
            });
        }
    }

    @Test
    void aClusterAnswersLikewise() {
        try (RedisCluster cluster = RedisCluster.start(3)) {
            RedisServer server = cluster.owner(KEY);
            RedisClusterClient client =
                    RedisClusterClient.create(cluster.stranger(KEY).uri());
            try {
                RedisLink link = RedisLink.of(client, SCOPE);
                assertThat(echo(link).block(GIVE_UP)).containsExactly("word", KEY);
                server.pause();
                assertThatThrownBy(() -> echo(link).block(GIVE_UP)).isInstanceOf(RedisCommandTimeoutException.class);
                server.resume();
                awaitHealed(link);
                server.kill();
                assertThatThrownBy(() -> echo(link).block(GIVE_UP)).isInstanceOf(RedisException.class);
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            }
        }
    }
}
