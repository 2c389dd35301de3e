package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The routes over real HTTP, and what a problem looks like. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RoutesScene {

    static final String LIST = "/clusters/prod/services/web/deployments";

    final SseServer server = new SseServer();
    final WebTestClient http =
            WebTestClient.bindToServer().baseUrl(server.uri("").toString()).build();

    @AfterEach
    void stop() {
        server.close();
    }

    void problem(URI uri, int status, String remedy) {
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

    static String text(WebTestClient.ResponseSpec answer) {
        return String.valueOf(answer.expectBody(String.class).returnResult().getResponseBody());
    }
}
