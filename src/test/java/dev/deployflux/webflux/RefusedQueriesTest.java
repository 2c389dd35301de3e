package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and names that can't be, and those that are none of ours. */
class RefusedQueriesTest extends RoutesScene {

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

    @Test
    void namesAreDecodedOnce() {
        try (EventStream stream = EventStream.open(server.uri("/events?cluster=pr%6Fd&service=w%65b"))) {
            stream.await("live", "\"services\":1");
        }
        problem(server.uri("/events?cluster=pr%256Fd"), 404, "pr%6Fd");
        problem(server.uri("/events?cluster=pr%0D%0AX-Injected:%20yes"), 404, "\\\"pr??X-Injected: yes\\\"");
        problem(server.uri("/clusters/pr%0D%0Aod/services/web/deployments"), 404, "detail");
    }
}
