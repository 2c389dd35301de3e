package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream over real HTTP, read by a client that knows nothing of Reactor. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SseOverHttpTest {

    private final SseServer server = new SseServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void noAnswersFromEcs() {
        FaultRule hang = FaultRule.of(Fault.hang()).always();
        server.ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, hang);
    }

    private EventStream open(String path) {
        return EventStream.open(server.uri(path));
    }

    @Test
    void opensAtOnceWithACommentThatSetsRetry() {
        noAnswersFromEcs();
        try (EventStream stream = open("/events")) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.response.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(stream.response.headers().firstValue("cache-control")).contains("no-store, no-transform");
            assertThat(stream.response.headers().firstValue("x-accel-buffering"))
                    .contains("no");
            assertThat(stream.block()).containsEntry("retry", "3000").containsKey("");
        }
    }

    @Test
    void tellsARollbackFromTheStartToItsReason() {
        try (EventStream stream = open("/events")) {
            stream.await("live", "\"services\":2");
            server.service("prod").deploy(DeploymentScript.rollback(Duration.ofMinutes(1), "tasks failed to start"));
            stream.await("deployment", "\"status\":\"PENDING\"");
            server.ecs.clock().advance(Duration.ofSeconds(20));
            stream.await("deployment", "\"previousStatus\":\"PENDING\"");
            server.ecs.clock().advance(Duration.ofMinutes(2));

            Map<String, String> over = stream.await("deployment", "ROLLBACK_SUCCESSFUL");

            assertThat(over.get("data")).contains("\"statusReason\":\"tasks failed to start\"", "\"service\":\"web\"");
            assertThat(over.get("id")).matches("[0-9a-f]{1,16}-\\d+");
        }
    }

    @Test
    void silenceIsFilledWithComments() {
        noAnswersFromEcs();
        try (EventStream stream = open("/events")) {
            stream.await("service-joined", "staging");

            assertThat(stream.block()).containsEntry("", "heartbeat").containsKey("id");
            assertThat(stream.block()).containsEntry("", "heartbeat");
        }
    }

    @Test
    void aClientThatComesAgainGoesOnBehindItsLastEvent() {
        String last;
        try (EventStream stream = open("/events")) {
            last = stream.await("live", "").getOrDefault("id", "");
        }
        server.service("prod").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));

        try (EventStream stream = EventStream.open(server.uri("/events"), last)) {
            Map<String, String> next = stream.event();
            if ("live".equals(next.get("event"))) { // unless the feed has seen the deployment by then
                assertThat(next).containsEntry("id", last);
                next = stream.event();
            }

            assertThat(EventId.parse(next.getOrDefault("id", "")).number())
                    .isIn(1L, EventId.parse(last).number() + 1); // the feed may have begun to poll anew
            assertThat(next.get("event")).isNotEqualTo("reset");
            while (!"deployment".equals(next.get("event"))) {
                next = stream.event();
            }
            assertThat(next.get("data")).contains("PENDING");
        }
    }

    @Test
    void anIdOfAnotherServerIsAReset() {
        try (EventStream stream = open("/events?lastEventId=0123456789abcdef-7")) {
            assertThat(stream.event()).containsEntry("event", "reset");
        }
    }

    @Test
    void whoeverLeavesIsForgotten() {
        try (EventStream stream = open("/events");
                EventStream other = open("/events")) {
            stream.await("live", "");
            other.await("live", "");
            assertThat(server.sse.clients()).isEqualTo(2);
            assertThat(server.feed.health().subscribers()).isEqualTo(2);
        }

        Eventually.holds(() -> server.sse.clients() == 0);
    }

    @Test
    void failuresAreToldInBand() {
        try (EventStream stream = open("/events")) {
            stream.await("live", "");
            server.ecs
                    .faults()
                    .inject(
                            Operation.LIST_SERVICE_DEPLOYMENTS,
                            FaultRule.of(Fault.serverError()).always());
            assertThat(stream.await("service-failing", "prod").get("data")).contains("can't be read (ServerException)");
            server.ecs.faults().clear();

            stream.await("service-recovered", "prod");
        }
    }

    @Test
    void aStatusFilterShowsHowItEnded() {
        try (EventStream stream = open("/events?cluster=prod&status=IN_PROGRESS")) {
            stream.await("live", "\"services\":1");
            server.service("staging").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));
            server.service("prod").deploy(DeploymentScript.successful(Duration.ofMinutes(1)));
            server.ecs.clock().advance(Duration.ofSeconds(20));
            stream.await("deployment", "IN_PROGRESS");
            server.ecs.clock().advance(Duration.ofMinutes(2));

            // Past news of a poller that is late, which a slow machine has.
            assertThat(stream.await("deployment", "").get("data"))
                    .contains("\"cluster\":\"prod\"", "\"status\":\"SUCCESSFUL\"");
        }
    }

    @Test
    void whoLeavesBeforeTheFirstByteTakesNoPlace() throws IOException {
        try (SseServer patient = new SseServer(options -> options.heartbeat(Duration.ofMinutes(1)))) {
            for (int i = 0; i < 200; i++) {
                patient.hastyClient();
            }
            try (EventStream stream = EventStream.open(patient.uri("/events"))) {
                stream.await("live", "");
                Eventually.holds(() -> patient.sse.clients() == 1);
            }
        }
    }

    @Test
    void whoReadsNothingIsDisconnectedThoughItsBuffersAreFull() throws IOException {
        try (SseServer impatient = new SseServer(
                        options -> options.heartbeat(Duration.ofMillis(100)).stallTimeout(Duration.ofMillis(300)));
                SocketChannel stalled = impatient.stalledClient()) {
            Eventually.holds(() -> impatient.sse.clients() == 1);
            for (int i = 0; i < 2_000; i++) {
                impatient.service("prod").deploy(DeploymentScript.endless(Duration.ofMinutes(1)));
            }

            Eventually.holds(() -> impatient.sse.clients() == 0);

            assertThat(isClosedByTheServer(stalled)).isTrue();
        }
    }

    private static boolean isClosedByTheServer(SocketChannel socket) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (socket.read(buffer.clear()) >= 0) { // what was on its way
                buffer.clear();
            }
            return true;
        } catch (IOException reset) {
            return true;
        }
    }
}
