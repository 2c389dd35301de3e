package dev.deployflux.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStore.Reading;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is the client's: its user, its options, its shutdown. */
@RedisTest
class RedisAccessTest extends RedisScene {

    /** The rules that the Javadoc names, in the order in which it does. */
    private static List<String> documentedRules() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/deployflux/redis/RedisFeedStore.java"));
        String keys = source.substring(source.indexOf("<b>Keys</b>"), source.indexOf("<b>Memory</b>"));
        List<String> rules = new ArrayList<>();
        Matcher spans =
                Pattern.compile("\\{@code ([~+][^@]*?)}(?=[ ,.;])").matcher(keys.replaceAll("\\s*\\*\\s+", " "));
        while (spans.find()) {
            rules.addAll(Arrays.asList(spans.group(1).trim().split("\\s+")));
        }
        return rules;
    }

    @Test
    void aUserWithTheDocumentedPermissionsMayDoEverything() throws IOException {
        RedisServer server = server();
        List<String> rule = new ArrayList<>(List.of("ACL", "SETUSER", "deployflux", "on", ">secret", "-@all"));
        rule.addAll(documentedRules());
        assertThat(rule).hasSizeGreaterThan(20);
        server.ask(rule.toArray(String[]::new));
        RedisURI uri = server.uri();
        uri.setCredentialsProvider(() -> Mono.just(RedisCredentials.just("deployflux", "secret")));
        RedisFeedStore store = RedisFeedStore.create(client(uri), SCOPE);

        Lease lease = claim(store);
        assertThat(failures(store, lease, EventId.NONE).values()).containsOnlyNulls();
        EventId end = append(store, claim(store), get(store.tail()), 1);
        assertThat(firstReading(store, EventId.NONE).tail()).isEqualTo(end);
    }

    @Test
    void otherKeysAreNotTouched() {
        RedisServer server = server();
        server.ask("ACL", "SETUSER", "default", "resetkeys", "~{deployflux:shop}:*");
        RedisFeedStore store = store(server.port());
        append(store, claim(store), EventId.NONE, 3);

        RedisFeedStore other = RedisFeedStore.create(client(server.uri()), "another");
        assertThat(failure(other.claim(FeedStore.POLLER, "a", LASTING)))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("NOPERM");
    }

    /** As Spring Boot sets them: a reader asks for no longer than the client would wait. */
    @Test
    void aClientThatWaitsForHalfASecondAtMostReadsToo() {
        RedisServer server = server();
        RedisURI uri = server.uri();
        uri.setTimeout(Duration.ofMillis(500));
        RedisClient client = client(uri);
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled())
                .autoReconnect(false)
                .build());
        RedisFeedStore store = RedisFeedStore.create(client, SCOPE);

        List<Reading> readings = all(store.readAfter(EventId.NONE).take(4));

        assertThat(readings).hasSize(4);
        server.kill();
        server.restart();
        awaitHealed(store);
    }

    @Test
    void theClientsShutdownClosesEverything() {
        RedisServer server = server();
        RedisClient client = client(server.uri());
        RedisFeedStore store = RedisFeedStore.create(client, SCOPE);
        claim(store);
        store.readAfter(EventId.NONE).onErrorComplete().subscribe();
        while (server.clients("cmd=xread") == 0) {
            Thread.onSpinWait();
        }

        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));

        while (server.clients("") > 0) {
            Thread.onSpinWait();
        }
        assertThat(failure(store.tail())).isNotNull();
    }

    @Test
    void whoLeavesWhileTheConnectionIsOpenedLeavesNone() {
        RedisServer server = server();
        RedisFeedStore store = store(server.port());
        claim(store);
        for (int i = 0; i < 20; i++) {
            store.readAfter(EventId.NONE).subscribe().dispose();
        }
        get(store.readAfter(EventId.NONE).next());

        while (server.clients("") != 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    void badNamesAndLengthsAreRefused() {
        RedisClient client = client(RedisURI.create("127.0.0.1", 1));
        RedisFeedStore store = RedisFeedStore.create(client, SCOPE);

        for (String bad : List.of(" ", "a{b}", "a\nb", "x".repeat(201))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedisFeedStore.create(client, bad))
                    .withMessageContaining("write a scope");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.withLogLength(99))
                .withMessageContaining("100");
        assertThat(store.withReplica("web-1").withLogLength(100).replica()).isEqualTo("web-1");
        assertThat(store.replica())
                .contains(String.valueOf(ProcessHandle.current().pid()));
    }
}
