package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The contract of the routes, over real HTTP: what is asked for, and what is answered. */
class DeploymentRoutesTest extends RoutesScene {

    private List<DeploymentView> list(String uri, MediaType format) {
        List<DeploymentView> rows = http.get()
                .uri(uri)
                .accept(format)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentTypeCompatibleWith(format)
                .expectBodyList(DeploymentView.class)
                .returnResult()
                .getResponseBody();
        return rows == null ? List.of() : rows;
    }

    @Test
    void linesAndAnArrayHoldTheSameRows() {
        server.service("prod").history(250);

        List<DeploymentView> lines = list(LIST, MediaType.APPLICATION_NDJSON);

        assertThat(lines).hasSize(250);
        assertThat(list(LIST, MediaType.APPLICATION_JSON)).isEqualTo(lines);
        assertThat(list(LIST, MediaType.parseMediaType("application/json;q=0.9")))
                .isEqualTo(lines);
    }

    @Test
    void theFormatIsTheOneThatIsLikedBest() {
        http.get()
                .uri(LIST)
                .header("Accept", "application/x-ndjson;q=0.1, application/json")
                .exchange()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON);
        http.get()
                .uri(LIST)
                .header("Accept", "application/json;q=0, */*")
                .exchange()
                .expectHeader()
                .contentType(MediaType.APPLICATION_NDJSON);
    }

    @Test
    void linesAreTheFormatOfWhoeverAcceptsAnything() {
        http.get()
                .uri(LIST)
                .exchange()
                .expectHeader()
                .contentType(MediaType.APPLICATION_NDJSON)
                .expectHeader()
                .valueEquals("Cache-Control", "no-store, no-transform");
    }

    @Test
    void aServiceWithoutDeploymentsIsAnEmptyList() {
        assertThat(list(LIST, MediaType.APPLICATION_NDJSON)).isEmpty();
        assertThat(list(LIST, MediaType.APPLICATION_JSON)).isEmpty();
    }

    @Test
    void theQueryFilters() {
        server.service("prod").history(50);
        List<DeploymentView> all = list(LIST, MediaType.APPLICATION_NDJSON);
        DeploymentView middle = all.get(20);

        assertThat(list(LIST + "?status=SUCCESSFUL", MediaType.APPLICATION_NDJSON))
                .isEqualTo(all.stream()
                        .filter(row -> "SUCCESSFUL".equals(row.status()))
                        .toList());
        assertThat(list(LIST + "?after=" + middle.createdAt(), MediaType.APPLICATION_NDJSON))
                .isNotEmpty()
                .hasSizeLessThan(50)
                .allSatisfy(row -> assertThat(row.createdAt()).isAfterOrEqualTo(middle.createdAt()));
        assertThat(list(LIST + "?limit=7", MediaType.APPLICATION_NDJSON)).isEqualTo(all.subList(0, 7));
    }

    @Test
    void aLimitSparesPages() {
        server.service("prod").history(1_000);

        list(LIST + "?limit=10", MediaType.APPLICATION_NDJSON);

        assertThat(server.ecs.calls().all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1; DROP TABLE", "7", "0123456789abcdef--1", "<script>-1"})
    void aHeaderThatIsNoIdOfOursIsAReset(String garbage) {
        try (EventStream stream = EventStream.open(server.uri("/events"), garbage)) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.event()).containsEntry("event", "reset").satisfies(event -> assertThat(event.get("data"))
                    .doesNotContain(garbage));
        }
    }

    @Test
    void aHeaderOf64KilobytesIsAReset() {
        try (EventStream stream = EventStream.open(server.uri("/events"), "a".repeat(64 * 1024))) {
            assertThat(stream.event()).containsEntry("event", "reset");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson", "text/html", "text/event-stream;q=0, */*;q=0"})
    void whoWantsNoEventStreamIsToldWhatItIs(String accept) {
        WebTestClient.ResponseSpec answer =
                http.get().uri("/events").header("Accept", accept).exchange();

        answer.expectStatus().isEqualTo(406).expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(text(answer)).contains("Accept: text/event-stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "*/*", "text/*", "application/json, text/event-stream;q=0.1"})
    void whoAcceptsAnEventStreamGetsIt(String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/events"))
                .header("Accept", accept)
                .build();
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(lines.findFirst()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, "/events"})
    void noProxyKeepsOrChangesWhatIsSent(String path) {
        try (EventStream answer = EventStream.open(server.uri(path))) {
            assertThat(answer.response.headers().firstValue("cache-control")).contains("no-store, no-transform");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST, "/events", "/health"})
    void aHeadRequestGetsTheHeadersAndCostsNothing(String path) {
        http.head()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueMatches("Cache-Control", "no-store.*")
                .expectBody()
                .isEmpty();
        http.head().uri(path + "?limt=1&statu=&clustr=").exchange();

        assertThat(server.ecs.calls().all()).isEmpty();
        assertThat(server.sse.clients()).isZero();
    }

    @Test
    void blanksInAListAreNoValues() {
        server.service("prod").history(50);

        assertThat(list(LIST + "?status= SUCCESSFUL,, ,STOPPED&status=", MediaType.APPLICATION_NDJSON))
                .isEqualTo(list(LIST + "?status=SUCCESSFUL,STOPPED", MediaType.APPLICATION_NDJSON));
        assertThat(list(LIST + "?status= ", MediaType.APPLICATION_NDJSON)).hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({"throttled, 503, throttles", "accessDenied, 502, AccessDeniedException", "serverError, 502, refused"})
    void whatEcsRefusesIsNotTheClientsFault(String fault, int status, String detail) throws Exception {
        Fault made = (Fault) Fault.class.getMethod(fault).invoke(null);
        server.ecs
                .faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(made).always());

        problem(server.uri(LIST), status, detail);
    }

    @Test
    void aClientTooManyIsToldToComeAgain() {
        try (SseServer small = new SseServer(options -> options.maxClients(1));
                EventStream first = EventStream.open(small.uri("/events"))) {
            first.await("live", "");
            WebTestClient.ResponseSpec answer = WebTestClient.bindToServer()
                    .baseUrl(small.uri("").toString())
                    .build()
                    .get()
                    .uri("/events")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .valueEquals("Retry-After", "3")
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON);

            assertThat(text(answer)).contains("Come again later");
        }
    }

    @Test
    void healthTellsOfEachServiceWithoutACall() {
        assertThat(health().polling()).isFalse();
        assertThat(server.ecs.calls().all()).isEmpty();
        try (EventStream stream = EventStream.open(server.uri("/events"))) {
            stream.await("live", "");

            assertThat(health().services())
                    .extracting(FeedHealthView.Service::cluster)
                    .containsExactlyInAnyOrder("prod", "staging");
        }
    }

    @Test
    void healthTellsWhoPollsAndWhatConsumersDo() {
        Sinks.Empty<Void> failed = Sinks.empty();
        server.feed.consume("slack", event -> {
            failed.tryEmitEmpty();
            return Mono.error(new IllegalStateException("a secret"));
        });
        failed.asMono().block();
        Eventually.holds(() -> server.feed.health().consumers().get(0).failures() > 0);

        ReplicaView replica = health().replica();

        assertThat(replica.name()).isEqualTo("this process");
        assertThat(replica.poller()).isNotNull().satisfies(poller -> {
            assertThat(poller.here()).isTrue();
            assertThat(poller.replica()).isEqualTo("this process");
            assertThat(poller.term()).isPositive();
        });
        assertThat(replica.readerLag()).isZero();
        assertThat(replica.storeFailure()).isNull();
        assertThat(replica.consumers()).singleElement().satisfies(consumer -> {
            assertThat(consumer.name()).isEqualTo("slack");
            assertThat(consumer.here()).isTrue();
            assertThat(consumer.failures()).isPositive();
            assertThat(consumer.failingWith()).isNotNull();
            assertThat(consumer.error()).isEqualTo("IllegalStateException");
        });
    }

    private FeedHealthView health() {
        WebTestClient.ResponseSpec answer = http.get().uri("/health").exchange();
        answer.expectStatus().isOk();
        return Objects.requireNonNull(
                answer.expectBody(FeedHealthView.class).returnResult().getResponseBody());
    }

    @Test
    void aListThatFailsWithinIsBrokenOffAndNotEndedAsIfItWereWhole() {
        server.service("prod").history(300);
        server.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).skip(2));

        assertThat(http.get()
                        .uri(LIST)
                        .exchange()
                        .returnResult(DeploymentView.class)
                        .getResponseBody()
                        .materialize()
                        .collectList()
                        .block())
                .last()
                .matches(signal -> signal.isOnError());
    }
}
