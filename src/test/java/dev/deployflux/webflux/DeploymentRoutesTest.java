package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The contract of the routes, over real HTTP: what is asked for, and what is answered to what can't be. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeploymentRoutesTest {

    private static final String LIST = "/clusters/prod/services/web/deployments";

    private final SseServer server = new SseServer();
    private final WebTestClient http =
            WebTestClient.bindToServer().baseUrl(server.uri("").toString()).build();

    @AfterEach
    void stop() {
        server.close();
    }

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
    @CsvSource(delimiter = '|', textBlock = """
                    /clusters/prod/services/web/deployments?status=FROZEN | 400 | ROLLBACK_SUCCESSFUL
                    /clusters/prod/services/web/deployments?after=yesterday | 400 | 2026-11-24T08:00:00Z
                    /clusters/prod/services/web/deployments?before=2026-13-01T00:00:00Z | 400 | ISO-8601
                    /clusters/prod/services/web/deployments?after=-999999999-01-01T00:00:00Z | 400 | 1970 to 9999
                    /clusters/prod/services/web/deployments?after=2026-01-02T00:00:00Z&before=2026-01-01T00:00:00Z | 400 | earlier
                    /clusters/prod/services/web/deployments?limit=0 | 400 | 1 or more
                    /clusters/prod/services/web/deployments?limit=many | 400 | 1 or more
                    /clusters/prod/services/web/deployments?statuses=PENDING | 400 | status, after, before, limit
                    /clusters/prod/services/web/deployments?limit=1&limit=2 | 400 | give it once
                    /clusters/prod/services/wbe/deployments | 404 | name of the service
                    /clusters/pord/services/web/deployments | 404 | name of the cluster
                    /clusters/prod/services/%20/deployments | 400 | name the service
                    /events?status=FROZEN | 400 | ROLLBACK_SUCCESSFUL
                    /events?lastEventId=garbage | 400 | leave it out
                    /events?clusters=prod | 400 | cluster, service, status, lastEventId
                    """)
    void whatCanNotBeIsAnsweredWithWhatToWrite(String path, int status, String remedy) {
        problem(server.uri(path), status, remedy);
    }

    @Test
    void anUnknownClusterIsRefusedOnceTheFeedHasLooked() {
        // It waits for the look for a heartbeat, and then opens the stream.
        try (SseServer patient = new SseServer(options -> options.heartbeat(Duration.ofSeconds(20)))) {
            problem(patient.uri("/events?cluster=pord"), 404, "prod, staging");
        }
    }

    private void problem(URI uri, int status, String remedy) {
        WebTestClient.ResponseSpec answer = http.get()
                .uri(uri)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);

        assertThat(text(answer)).contains("\"detail\":").contains(remedy).doesNotContain("trace", "	at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {LIST + "?status=", "/events?cluster=", "/health?x="})
    void aQueryOf100KilobytesIsAnsweredToo(String start) {
        problem(server.uri(start + "x".repeat(100_000)), 414, "at most");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LIST + "?access_token=secret&_=1764316158",
                LIST + "?sort=asc&state=x&page=2",
                "/events?access_token=secret",
                "/events?_=1&v=2&cluster=prod",
                "/health?verbose=true&access_token=secret"
            })
    void whatIsNoneOfOursIsLeftToOthers(String path) {
        try (EventStream answer = EventStream.open(server.uri(path))) {
            assertThat(answer.response.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        LIST + "?statuses=PENDING, status",
        LIST + "?Status=PENDING, status",
        LIST + "?stauts=PENDING, status",
        LIST + "?status[]=PENDING, status",
        LIST + "?limt=7, limit",
        LIST + "?AFTER=2026-11-24T08:00:00Z, after",
        "/events?last_event_id=1-1, lastEventId",
        "/events?Last-Event-ID=1-1, lastEventId",
        "/events?lastEvent=1-1, lastEventId",
        "/events?clusters=prod, cluster",
        "/events?servcie=web, service"
    })
    void whatLooksLikeOneOfOursIsRefusedWithTheRightName(String path, String meant) {
        problem(URI.create(server.uri(path.replace("[]", "%5B%5D")).toString()), 400, ": write " + meant + ".");
    }

    @Test
    void anAccessTokenIsNotRepeated() {
        for (String path : List.of(
                LIST + "?limit=0&access_token=s3cr3t",
                "/events?status=FROZEN&access_token=s3cr3t",
                "/events?clusters=prod&access_token=s3cr3t",
                "/clusters/pord/services/web/deployments?access_token=s3cr3t")) {
            assertThat(text(http.get().uri(path).exchange())).contains("detail").doesNotContain("s3cr3t");
        }
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

    @Test
    void namesAreDecodedOnce() {
        try (EventStream stream = EventStream.open(server.uri("/events?cluster=pr%6Fd&service=w%65b"))) {
            stream.await("live", "\"services\":1");
        }
        problem(server.uri("/events?cluster=pr%256Fd"), 404, "pr%6Fd");
        problem(server.uri("/events?cluster=pr%0D%0AX-Injected:%20yes"), 404, "\\\"pr??X-Injected: yes\\\"");
        problem(server.uri("/clusters/pr%0D%0Aod/services/web/deployments"), 404, "detail");
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

    private FeedHealthView health() {
        WebTestClient.ResponseSpec answer = http.get().uri("/health").exchange();
        answer.expectStatus().isOk();
        return Objects.requireNonNull(
                answer.expectBody(FeedHealthView.class).returnResult().getResponseBody());
    }

    private static String text(WebTestClient.ResponseSpec answer) {
        return String.valueOf(answer.expectBody(String.class).returnResult().getResponseBody());
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
