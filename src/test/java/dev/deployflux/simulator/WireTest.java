package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SDK never sends, and what it hides. */
class WireTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final String LIST = "AmazonEC2ContainerServiceV20141113.ListServiceDeployments";

    private final EcsSimulator ecs = EcsSimulator.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void timestampsAreEpochSecondsWithAFractionWhereThereIsOne() throws Exception {
        SimulatedService web = ecs.cluster("default").service("web");
        web.add(SimulatedDeployment.builder()
                .id("one")
                .createdAt(NOON.minusMillis(1))
                .startedAt(NOON.minusNanos(1))
                .finishedAt(NOON)
                .build());

        HttpResponse<String> response = list("{\"service\":\"web\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.1");
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(response.body())
                .contains("\"createdAt\":1768478399.999,")
                .contains("\"startedAt\":1768478399.999999999,")
                .contains("\"finishedAt\":1768478400,")
                .doesNotContain("statusReason")
                .doesNotContain("nextToken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1768478400", "1768478400.000", "1.7684784E9", "1.768478400E+9"})
    void timestampsAreReadInAnyNotation(String noon) throws Exception {
        ecs.cluster("default")
                .service("web")
                .add(SimulatedDeployment.builder().createdAt(NOON).build());

        assertThat(list("{\"service\":\"web\",\"createdAt\":{\"after\":%s,\"before\":%s}}".formatted(noon, noon))
                        .body())
                .contains("\"serviceDeploymentArn\"");
    }

    @Test
    void theFractionsOfAWindowCount() throws Exception {
        SimulatedService web = ecs.cluster("default").service("web");
        for (int millis : new int[] {400, 401, 500, 599, 600}) {
            web.add(SimulatedDeployment.builder()
                    .id("at-" + millis)
                    .createdAt(NOON.minusSeconds(10).plusMillis(millis))
                    .build());
        }

        for (String window : List.of("1768478390.401 1768478390.599", "1.768478390401E9 1768478390599e-3")) {
            String[] edges = window.split(" ");
            assertThat(list("{\"service\":\"web\",\"createdAt\":{\"after\":%s,\"before\":%s}}"
                                    .formatted((Object[]) edges))
                            .body())
                    .as(window)
                    .contains("at-401", "at-500", "at-599")
                    .doesNotContain("at-400", "at-600");
        }
    }

    /** HTTP has no other form, and parsers that are strict read no other. */
    @Test
    void theDateOfAnAnswerHasTwoDigitsForTheDay() throws Exception {
        Clock fifth = Clock.fixed(Instant.parse("2026-02-05T08:09:07.654Z"), ZoneOffset.UTC);
        try (EcsSimulator early = EcsSimulator.builder().httpClock(fifth).start()) {
            assertThat(send(call(early.endpoint(), LIST).POST(BodyPublishers.ofString("{}")))
                            .headers()
                            .allValues("date"))
                    .containsExactly("Thu, 05 Feb 2026 08:09:07 GMT");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "nonsense",
                "{} {}",
                "{\"service\":1}",
                "{\"service\":\"web\",\"maxResults\":\"7\"}",
                "{\"service\":\"web\",\"status\":\"PENDING\"}",
                "{\"service\":\"web\",\"createdAt\":{\"after\":\"noon\"}}",
                "{\"service\":\"web\",\"createdAt\":{\"after\":1e300}}",
            })
    void whatIsNotTheProtocolsJsonIsRefused(String body) throws Exception {
        HttpResponse<String> response = list(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"__type\":\"SerializationException\"");
    }

    @Test
    void aNullMemberIsAnAbsentOne() throws Exception {
        ecs.cluster("default").service("web");

        assertThat(list("{\"service\":\"web\",\"nextToken\":null,\"maxResults\":null,\"createdAt\":null}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUnknownOperationIsRefusedAndNotLogged() throws Exception {
        HttpResponse<String> response = post("AmazonEC2ContainerServiceV20141113.CreateCluster", "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("UnknownOperationException");
        assertThat(ecs.calls().count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"GET, /", "PUT, /", "DELETE, /", "POST, /ecs", "POST, //"})
    void whatIsNotPostedToTheRootIsNoOperation(String method, String path) throws Exception {
        ecs.cluster("default").service("web");

        HttpResponse<String> response =
                send(call(URI.create("http://" + ecs.endpoint().getAuthority() + path), LIST)
                        .method(method, BodyPublishers.ofString("{\"service\":\"web\"}")));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("UnknownOperationException");
        assertThat(ecs.calls().count()).isZero();
    }

    @Test
    void aBodyBeyondAMegabyteIsRefused() throws Exception {
        HttpResponse<String> response = list("{\"service\":\"%s\"}".formatted("x".repeat(1 << 20)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("1048576 bytes");
    }

    @Test
    void aConnectionThatIsResetAfterTheBodyEndsByAReset() throws Exception {
        ecs.faults().inject(Operation.LIST_CLUSTERS, Fault.resetAfterBody());

        assertThat(whatTheSocketReads()).endsWith("{\"clusterArns\":[]} then reset");
    }

    @Test
    void aTruncatedBodyEndsInGoodOrder() throws Exception {
        ecs.faults().inject(Operation.LIST_CLUSTERS, Fault.truncatedBody());

        assertThat(whatTheSocketReads()).contains("content-length: 18").endsWith("\r\n\r\n{\"cluster then end");
    }

    private String whatTheSocketReads() throws IOException {
        StringBuilder read = new StringBuilder();
        try (Socket socket = new Socket(ecs.endpoint().getHost(), ecs.endpoint().getPort())) {
            String request = """
                    POST / HTTP/1.1
                    host: localhost
                    content-length: 0
                    content-type: application/x-amz-json-1.1
                    x-amz-target: AmazonEC2ContainerServiceV20141113.ListClusters

                    """.replace("\n", "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.append((char) next);
            }
            return read + " then end";
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
            return read + " then reset";
        }
    }

    private HttpResponse<String> list(String body) throws IOException, InterruptedException {
        return post(LIST, body);
    }

    private HttpResponse<String> post(String target, String body) throws IOException, InterruptedException {
        return send(call(ecs.endpoint(), target).POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder call(URI uri, String target) {
        return HttpRequest.newBuilder(uri)
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
