package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.LiveHeap;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that read little, or nothing, of a large snapshot. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReadersTest {

    /** Parts that Reactor Netty takes ahead, each with what HTTP/1.1 and Netty add to it. */
    private static final long MOST_PENDING = 128 * (8 * 1024 + 512);

    /** And as much as a burst of those more, as a part that is sent in pieces isn't sent before the last of them is. */
    private static final int HALF_A_MEGABYTE = 512 * 1024 + 32 * 1024;

    private static final int STALLED = 10;

    /** Those who don't read hold no more than this, and all is closed and free without a byte read. */
    @Test
    void whoReadsNothingHoldsAMegabyteAtMostUntilItIsDropped() throws IOException {
        try (SseServer server =
                new SseServer(sse -> sse.heartbeat(Duration.ofSeconds(1)).stallTimeout(Duration.ofSeconds(3)))) {
            LargeSnapshot.of(server, 400);
            List<SocketChannel> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(server.stalledClient());
            }
            Eventually.holds(() -> server.pendingBytes() > STALLED * MOST_PENDING / 2);
            assertThat(server.pendingBytes()).isLessThanOrEqualTo(STALLED * MOST_PENDING);

            Eventually.holds(() -> server.sse.clients() == 0);

            Eventually.holds(() -> server.pendingBytes() == 0 && server.connections() == 0);
            Eventually.holds(() -> LiveHeap.instances(SseClient.class) == 0);
            for (SocketChannel each : stalled) {
                each.close();
            }
        }
    }

    /** So one that is slow and honest may take that in all of the stall timeout. */
    @Test
    void whoTakesHalfAMegabyteIsSentAsMuchAgain() throws IOException {
        try (SseServer server = new SseServer(sse -> sse.heartbeat(Duration.ofMinutes(10)));
                RawClient client = new RawClient(server.port())) {
            String last = LargeSnapshot.of(server, 400);
            try (EventStream before = EventStream.open(server.uri("/events"))) {
                before.await("deployment", last); // from now on the snapshot is at hand as a whole
            }
            Eventually.holds(() -> server.sse.clients() == 0);
            client.send(RawClient.EVENTS);
            for (int times = 0; times < 4; times++) {
                Eventually.holds(() -> server.pendingBytes() > MOST_PENDING * 3 / 5);
                assertThat(server.pendingBytes()).isLessThanOrEqualTo(MOST_PENDING);
                client.skip(HALF_A_MEGABYTE);
            }

            client.await(last);
            client.await("event:live");
        }
    }
}
