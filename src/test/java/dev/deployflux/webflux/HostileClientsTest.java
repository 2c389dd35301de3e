package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.webflux.RawClient.Leaving;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of HTTP/1.1 that are broken, hasty or hostile: what they take is bounded, and free again when they are gone. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileClientsTest {

    /** Twenty megabytes, which is more than the buffers of a connection hold. */
    private static final int MANY = 500_000;

    private static final long SOME_MEGABYTES = 4L << 20;
    private static final int PLACES = 20;

    /** No heartbeat comes to the aid of the server, nor does the stall timeout. */
    private final SseServer server =
            new SseServer(sse -> sse.heartbeat(Duration.ofMinutes(10)).maxClients(PLACES));

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient connect() throws IOException {
        return new RawClient(server.port());
    }

    private RawClient open() throws IOException {
        RawClient client = connect();
        client.send(RawClient.EVENTS);
        client.await("event:live");
        return client;
    }

    /** Neither a place, nor a subscription, nor anything that a timer or a connection would hold. */
    private void assertNothingIsLeft() {
        Eventually.holds(() -> server.sse.clients() == 0);
        Eventually.holds(() -> server.feed.health().subscribers() == 0);
        Eventually.holds(() -> LiveHeap.instances(SseClient.class) == 0);
    }

    @Test
    void requestsBehindAStreamAreDroppedAsTheyCome() throws IOException {
        try (RawClient client = open()) {
            long before = LiveHeap.bytes();

            client.send(RawClient.EVENTS.repeat(MANY));

            assertThat(LiveHeap.bytes() - before).isLessThan(SOME_MEGABYTES);
            server.service("prod").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));
            client.await("event:deployment");
            assertThat(server.sse.clients()).isOne();
        }

        assertNothingIsLeft();
    }

    /** On HTTP/1.1 the connection ends with it. */
    @Test
    void aStreamSaysThatNoRequestIsAnsweredBehindIt() throws IOException {
        try (RawClient client = connect()) {
            client.send(RawClient.EVENTS);

            assertThat(client.head()).startsWith("http/1.1 200 ").contains("\nconnection: close\n");
        }
    }

    @Test
    void oneThatIsRefusedKeepsItsConnection() throws IOException {
        List<RawClient> served = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            served.add(open());
        }
        try (RawClient client = connect()) {
            client.send(RawClient.EVENTS + RawClient.EVENTS);

            assertThat(client.head())
                    .startsWith("http/1.1 503 ")
                    .contains("\nretry-after: 3\n")
                    .doesNotContain("close");
            client.await("HTTP/1.1 503 ");
        }
        for (RawClient client : served) {
            client.close();
        }

        assertNothingIsLeft();
    }

    @Test
    void asManyAsThereArePlacesAreServedHoweverManyComeAtOnce() throws IOException {
        for (int round = 0; round < 3; round++) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 5 * PLACES; i++) {
                clients.add(connect());
            }
            for (RawClient client : clients) {
                client.send(RawClient.EVENTS);
            }
            List<String> heads = new ArrayList<>();
            for (RawClient client : clients) {
                heads.add(client.head());
            }

            assertThat(server.sse.clients()).isEqualTo(PLACES);
            assertThat(heads)
                    .filteredOn(head -> head.startsWith("http/1.1 200 "))
                    .hasSize(PLACES);
            assertThat(heads)
                    .filteredOn(head -> head.startsWith("http/1.1 503 ") && head.contains("\nretry-after: 3\n"))
                    .hasSize(4 * PLACES);
            for (RawClient client : clients) {
                client.leave(round == 0 ? Leaving.RESET : Leaving.CLOSED);
            }
            assertNothingIsLeft();
        }
    }

    @Test
    void aHeadRequestTakesNoPlaceAndKeepsItsConnection() throws IOException {
        try (RawClient client = connect()) {
            String head = RawClient.EVENTS.replace("GET", "HEAD");
            client.send(head + head);

            for (int i = 0; i < 2; i++) {
                assertThat(client.head())
                        .startsWith("http/1.1 200 ")
                        .contains("\ncontent-type: text/event-stream")
                        .doesNotContain("close");
            }
            assertThat(server.feed.health().polling()).isFalse();
            assertNothingIsLeft();
        }
    }

    @Test
    void aStreamHasNoRanges() throws IOException {
        try (RawClient client = connect()) {
            client.send(RawClient.EVENTS.replace("Host:", "Range: bytes=10-20\r\nHost:"));

            assertThat(client.head()).startsWith("http/1.1 200 ").doesNotContain("content-range", "accept-ranges");
            client.await("event:live");
        }

        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesWhenNothingHappensLeavesNothing(Leaving how) throws IOException {
        try (RawClient client = open()) {
            client.leave(how);

            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesInTheMidstOfASnapshotLeavesNothing(Leaving how) throws IOException {
        LargeSnapshot.of(server, 400);
        try (RawClient client = connect()) {
            client.send(RawClient.EVENTS);
            client.await("event:deployment");
            Eventually.holds(() -> server.pendingBytes() > 500_000);

            client.leave(how);

            assertNothingIsLeft();
            Eventually.holds(() -> server.pendingBytes() == 0);
        }
    }

    /** One with a cluster waits for the feed's first look. */
    @ParameterizedTest
    @EnumSource
    void whoLeavesBeforeTheHeadersLeavesNothing(Leaving how) throws IOException {
        server.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).always());
        try (RawClient client = connect()) {
            client.send(RawClient.get("/events?cluster=dev"));
            Eventually.holds(() -> server.feed.health().subscribers() == 1);

            client.leave(how);

            assertNothingIsLeft();
        }
    }

    @Test
    void aRequestThatIsNeverCompleteTakesNoPlace() throws IOException {
        try (RawClient slow = connect();
                RawClient other = connect()) {
            for (char each : "GET /events HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".toCharArray()) {
                slow.send(String.valueOf(each));
            }
            other.send(RawClient.get("/health"));

            assertThat(other.head()).startsWith("http/1.1 200 ");
            assertNothingIsLeft();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesBeforeItsRequestIsCompleteIsNoticed(Leaving how) throws IOException {
        try (RawClient client = connect()) {
            client.send(RawClient.EVENTS.replace("Host:", "Content-Length: 1000000\r\nHost:") + "more to come");
            client.await("event:live");

            client.leave(how);

            assertNothingIsLeft();
        }
    }
}
