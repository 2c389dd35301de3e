package dev.deployflux.proxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.webflux.EventStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream as it comes out of a proxy that compresses, and buffers what it isn't told not to. */
@ProxyTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxiedStreamTest extends ProxyScene {

    private static final int STREAMS = 10;
    private static final int PAGE = 100;

    @ParameterizedTest
    @EnumSource
    void opensBeforeThereIsAnEvent(Way way) {
        start(way.proxy(), sse -> sse.heartbeat(NO_HEARTBEAT));
        server().ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).always());

        try (EventStream stream = open(way, "/events")) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.block()).containsEntry("retry", "3000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesEachEventThoughNothingFollows(Way way) {
        start(way.proxy(), sse -> sse.heartbeat(NO_HEARTBEAT));

        try (EventStream stream = open(way, "/events")) {
            stream.await("live", "\"services\":2");
            for (int i = 0; i < STREAMS; i++) {
                stream.await("deployment", deploy());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotCompressedWhereOtherAnswersAre(Way way) throws Exception {
        RunningProxy proxy = start(way.proxy(), sse -> sse);
        HttpRequest health = HttpRequest.newBuilder(way.uri(proxy, "/health"))
                .header("Accept-Encoding", "gzip, br")
                .build();
        HttpClient client = client(way);
        HttpResponse<Void> other = client.send(health, BodyHandlers.discarding());
        assertThat(other.headers().firstValue("content-encoding")).contains("gzip");

        try (EventStream stream = open(way, client, "/events")) {
            HttpHeaders headers = stream.response.headers();
            assertThat(stream.response.version()).isEqualTo(way.version());
            assertThat(headers.firstValue("content-encoding")).isEmpty();
            assertThat(headers.firstValue("content-type")).contains("text/event-stream");
            assertThat(headers.firstValue("cache-control")).contains("no-store, no-transform");
            assertThat(headers.firstValue("x-filtered")).contains("yes");
            stream.await("live", "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesIsForgottenThoughNothingIsSent(Way way) {
        start(way.proxy(), sse -> sse.heartbeat(NO_HEARTBEAT));

        try (EventStream stream = open(way, "/events")) {
            stream.await("live", "\"services\":2");
            assertThat(server().sse.clients()).isOne();
        }

        Eventually.holds(() -> server().sse.clients() == 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_HTTP_2", "HAPROXY_HTTP_2"})
    void whoLeavesOneOfTheStreamsOfAConnectionKeepsTheOthers(Way way) {
        start(way.proxy(), sse -> sse.heartbeat(NO_HEARTBEAT));
        HttpClient client = client(way);
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(open(way, client, "/events"));
                streams.get(i).await("live", "\"services\":2");
            }
            streams.remove(STREAMS / 2).close();
            Eventually.holds(() -> server().sse.clients() == STREAMS - 1);
            String arn = deploy();

            for (EventStream stream : streams) {
                stream.await("deployment", arn);
            }
        } finally {
            streams.forEach(EventStream::close);
        }
        Eventually.holds(() -> server().sse.clients() == 0);
    }

    /** HAProxy 2.6 tells HTTP/2 of the end of an answer as if it were whole, which the guide says. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HAPROXY_HTTP_2")
    void aListThatFailsOnTheWayIsNotTakenForAWholeOne(Way way) {
        HttpRequest list = failingList(way, "application/x-ndjson");

        assertThatThrownBy(() -> client(way).send(list, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(names = "HAPROXY_HTTP_2")
    void anArrayThatFailsOnTheWayLacksItsEnd(Way way) throws Exception {
        HttpRequest list = failingList(way, "application/json");

        String body = client(way).send(list, BodyHandlers.ofString()).body();

        assertThat(body).startsWith("[{").doesNotEndWith("]");
    }

    private HttpRequest failingList(Way way, String type) {
        RunningProxy proxy = start(way.proxy(), sse -> sse);
        server().service("prod").history(3 * PAGE);
        server().ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).skip(1).always());
        return HttpRequest.newBuilder(way.uri(proxy, "/clusters/prod/services/web/deployments"))
                .header("Accept", type)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void headIsAnsweredAndTakesNoPlace(Way way) throws Exception {
        RunningProxy proxy = start(way.proxy(), sse -> sse);
        HttpRequest head = HttpRequest.newBuilder(way.uri(proxy, "/events"))
                .timeout(Duration.ofSeconds(30))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<Void> answer = client(way).send(head, BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(server().sse.clients()).isZero();
    }
}
