package dev.deployflux.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.webflux.EventStream;
import dev.deployflux.webflux.SseServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Proxies, and what is behind them, that go away and come again while a client reads. */
@ProxyTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartedProxyTest extends ProxyScene {

    private static final int SOME = 20;
    private static final int MANY = 3_000;
    private static final String ARN = "{\"serviceDeploymentArn\":\"";

    private enum Interruption {
        STOPPED,
        KILLED,
        RELOADED;

        void befall(RunningProxy proxy, Runnable meanwhile) {
            switch (this) {
                case STOPPED -> proxy.stop();
                case KILLED -> proxy.kill();
                case RELOADED -> proxy.reload();
            }
            meanwhile.run();
            if (this != RELOADED) {
                proxy.start();
            }
        }
    }

    static Stream<Arguments> interruptions() {
        return Arrays.stream(Way.values()).flatMap(way -> Arrays.stream(Interruption.values())
                .map(interruption -> Arguments.of(way, interruption)));
    }

    private void deploySome() {
        for (int i = 0; i < SOME; i++) {
            deploy();
        }
    }

    /** Beside it, a client that comes to the application itself, and that nothing befalls. */
    @ParameterizedTest
    @MethodSource("interruptions")
    void whoComesAgainBehindItsLastEventGetsEachOnce(Way way, Interruption interruption) {
        RunningProxy proxy = start(way.proxy(), sse -> sse);
        HttpClient http = client(way);
        try (ReturningClient client = new ReturningClient(http, way.uri(proxy, "/events"));
                ReturningClient undisturbed = new ReturningClient(http, server().uri("/events"))) {
            client.readUntil("live", "\"services\":2");
            undisturbed.readUntil("live", "\"services\":2");
            deploySome();
            client.readUntil("deployment", deploy());

            interruption.befall(proxy, this::deploySome);
            while (client.visits == 1) {
                client.readUntil("deployment", deploy());
            }
            deploySome();
            String last = deploy();
            client.readUntil("deployment", last);
            undisturbed.readUntil("deployment", last);

            assertThat(client.visits).isEqualTo(2);
            assertThat(client.count("reset")).isOne();
            assertThat(client.deployments()).isEqualTo(undisturbed.deployments());
        }
    }

    /** Its last id is of no use: what else was known then hasn't been told. */
    @ParameterizedTest
    @EnumSource
    void whoIsCutOffInTheMiddleOfASnapshotGetsItFromTheStart(ReverseProxy kind) throws IOException {
        RunningProxy proxy = start(kind, sse -> sse.heartbeat(NO_HEARTBEAT));
        HttpClient client = HttpClient.newHttpClient();
        Set<String> arns = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            arns.add(deploy());
        }
        try (ReturningClient undisturbed = new ReturningClient(client, server().uri("/events"))) {
            undisturbed.readUntil("live", "\"services\":2");
            String begun;
            try (SocketChannel slow = SseServer.stalledClient(proxy.plainPort())) {
                begun = upTo("event:deployment", slow);
                proxy.kill();
            }
            proxy.start();

            try (EventStream again = EventStream.open(client, proxy.plain("/events"), lastId(begun))) {
                assertThat(again.event()).containsEntry("event", "reset");
                while (!arns.isEmpty()) {
                    arns.remove(arn(again.await("deployment", "")));
                }
            }
        }
    }

    private static String lastId(String text) {
        String id = text.substring(text.lastIndexOf("\nid:") + "\nid:".length());
        return id.lines().findFirst().orElseThrow();
    }

    private static String arn(Map<String, String> event) {
        String data = event.getOrDefault("data", "");
        return data.substring(ARN.length(), data.indexOf('"', ARN.length()));
    }

    private static String upTo(String text, SocketChannel socket) throws IOException {
        StringBuilder read = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(512);
        while (read.indexOf(text) < 0) {
            assertThat(socket.read(buffer.clear())).isPositive();
            read.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        return read.toString();
    }

    /** Meanwhile the proxy answers by itself, with what makes an {@code EventSource} give up. */
    @ParameterizedTest
    @EnumSource
    void anApplicationThatIsStartedAnewBeginsWithAReset(Way way) {
        RunningProxy proxy = start(way.proxy(), sse -> sse);
        HttpClient http = client(way);
        HttpRequest request = HttpRequest.newBuilder(way.uri(proxy, "/events"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try (ReturningClient client = new ReturningClient(http, way.uri(proxy, "/events"))) {
            client.readUntil("live", "\"services\":2");
            client.readUntil("deployment", deploy());

            restartServer(() -> assertThat(http.sendAsync(request, BodyHandlers.discarding())
                            .join()
                            .statusCode())
                    .isIn(502, 503));
            client.events.clear();
            client.readUntil("live", "\"services\":2");
            String arn = deploy();
            client.readUntil("deployment", arn);

            assertThat(client.events).anySatisfy(event -> assertThat(event).containsEntry("event", "reset"));
            assertThat(client.visits).isEqualTo(2);
        }
    }
}
