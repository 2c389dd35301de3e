package dev.deployflux.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.webflux.EventStream;
import dev.deployflux.webflux.SseServer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read nothing, or slowly, behind a proxy that has buffers of its own. */
@ProxyTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest extends ProxyScene {

    private static final int MANY = 500;

    /** A proxy that kept what the client doesn't take, on disk for instance, would hide it from the application. */
    @ParameterizedTest
    @EnumSource
    void whoReadsNothingIsDisconnectedByTheStallTimeout(ReverseProxy kind) throws Exception {
        RunningProxy proxy =
                start(kind, sse -> sse.heartbeat(Duration.ofMillis(100)).stallTimeout(Duration.ofMillis(300)));
        try (SocketChannel stalled = SseServer.stalledClient(proxy.plainPort())) {
            Eventually.holds(() -> server().sse.clients() == 1);

            while (server().sse.clients() > 0) {
                deploy();
            }

            assertThat(stalled.isOpen()).isTrue();
        }
    }

    /** Larger than all buffers on the way. */
    @ParameterizedTest
    @EnumSource
    void aLargeSnapshotArrivesWhole(Way way) {
        start(way.proxy(), sse -> sse.heartbeat(NO_HEARTBEAT));
        for (int i = 0; i < 10 * MANY; i++) {
            deploy();
        }
        String last = deploy();

        try (EventStream stream = open(way, "/events")) {
            stream.await("deployment", last);
            stream.await("deployment", deploy());
        }
    }
}
