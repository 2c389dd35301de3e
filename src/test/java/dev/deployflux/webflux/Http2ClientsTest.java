package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.webflux.RawHttp2Client.Frame;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.http.HttpProtocol;

/** Clients of HTTP/2 that reset streams, or take nothing; under the eyes of Netty's leak detector. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2ClientsTest {

    private static final int HUNDRED = 100;
    private static final int ROUNDS = 20;
    private static final long SOME_MEGABYTES = 8L << 20;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void detectLeaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
    }

    @AfterEach
    void nothingHasLeaked() {
        ResourceLeakDetector.setLevel(level);
        ByteBufUtil.setLeakListener(null);
        assertThat(leaks).isEmpty();
    }

    private static SseServer serve(UnaryOperator<DeploymentSse.Builder> sse) {
        return new SseServer(0, watcher -> watcher, sse, HttpProtocol.H2C);
    }

    private static SseServer serve() {
        return serve(sse -> sse.heartbeat(Duration.ofMinutes(10)));
    }

    private static void assertNothingIsLeft(SseServer server, int butStreams) {
        Eventually.holds(() -> server.sse.clients() == butStreams);
        Eventually.holds(() -> server.feed.health().subscribers() == butStreams);
        Eventually.holds(() -> LiveHeap.instances(SseClient.class) == butStreams);
    }

    /** Connection by connection, as Netty closes one that resets more than 200 streams in half a minute. */
    @Test
    void streamsThatAreResetByTheHundredLeaveNothing() throws Exception {
        try (SseServer server = serve();
                RawHttp2Client faithful = new RawHttp2Client(server.port())) {
            int stays = faithful.get("/events");
            faithful.flush();
            faithful.await(stays, "event:live");
            resetAHundred(server);
            long heap = LiveHeap.bytes();
            long direct = PlatformDependent.usedDirectMemory();

            for (int round = 0; round < ROUNDS; round++) {
                resetAHundred(server);
            }

            assertNothingIsLeft(server, 1);
            assertThat(LiveHeap.bytes() - heap).isLessThan(SOME_MEGABYTES);
            assertThat(PlatformDependent.usedDirectMemory() - direct).isLessThan(SOME_MEGABYTES);
            server.service("prod").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));
            faithful.await(stays, "event:deployment");
        }
    }

    /** Those that have begun, and those that are taken back at once; another stream of the same connection goes on. */
    private static void resetAHundred(SseServer server) throws Exception {
        try (RawHttp2Client client = new RawHttp2Client(server.port())) {
            int stays = client.get("/events");
            List<Integer> streams = new ArrayList<>();
            for (int i = 1; i < HUNDRED / 2; i++) {
                streams.add(client.get("/events"));
            }
            client.flush();
            client.await(streams.get(streams.size() - 1), "event:live");
            for (int stream : streams) {
                client.reset(stream);
            }
            for (int i = 0; i < HUNDRED / 2; i++) {
                client.reset(client.get("/events"));
            }
            client.flush();

            Eventually.holds(() -> server.sse.clients() == 2);

            String deployed = server.service("prod").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));
            client.await(stays, deployed);
        }
        Eventually.holds(() -> server.sse.clients() == 1);
    }

    @Test
    void whoResetsOnAndOnIsClosedAndLeavesNothing() throws Exception {
        try (SseServer server = serve();
                RawHttp2Client client = new RawHttp2Client(server.port())) {
            for (int i = 0; i < 10 * HUNDRED; i++) {
                client.reset(client.get("/events"));
            }
            client.flush();

            Frame frame = client.next();
            while (frame.type() != RawHttp2Client.GOAWAY) {
                frame = client.next();
            }
            assertNothingIsLeft(server, 0);
        }
    }

    @Test
    void anAnswerHasNoHeaderOfTheConnection() throws Exception {
        try (SseServer server = serve();
                RawHttp2Client client = new RawHttp2Client(server.port())) {
            int stream = client.get("/events");
            client.flush();

            Http2Headers head = client.head(stream);

            assertThat(head.status()).hasToString("200");
            assertThat(head.get("content-type")).hasToString("text/event-stream");
            assertThat(head.get("connection")).isNull();
            client.await(stream, "event:live");
        }
    }

    @Test
    void aStreamWhoseWindowIsNeverEnlargedIsDroppedAndNoOther() throws Exception {
        try (SseServer server =
                        serve(sse -> sse.heartbeat(Duration.ofMillis(100)).stallTimeout(Duration.ofMillis(300)));
                RawHttp2Client client = new RawHttp2Client(server.port())) {
            LargeSnapshot.of(server, 400);
            client.get("/events");
            client.flush();
            int got = 0;
            for (Frame frame = client.next(); !frame.isEnd(); frame = client.next()) {
                got += frame.type() == RawHttp2Client.DATA ? frame.payload().length : 0;
            }

            assertThat(got).isEqualTo(RawHttp2Client.FIRST_WINDOW);
            assertNothingIsLeft(server, 0);
            client.enlarge(0, got);
            int other = client.get("/health");
            client.flush();
            assertThat(client.head(other).status()).hasToString("200");
        }
    }
}
