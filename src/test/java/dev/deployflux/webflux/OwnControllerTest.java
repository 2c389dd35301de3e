package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Streams and rows from a controller of the application's own, in a Spring Boot application over HTTP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(OutputCaptureExtension.class)
class OwnControllerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private @Nullable ConfigurableApplicationContext context;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class) // there is no Redis
    @Import(Own.class)
    static class Shop {

        @Bean(destroyMethod = "close")
        EcsSimulator ecs() {
            EcsSimulator ecs = EcsSimulator.builder()
                    .inMemory(true)
                    .clock(SimulatorClock.system())
                    .start();
            ecs.cluster("prod").service("web").history(2);
            return ecs;
        }

        @Bean
        EcsAsyncClient client(EcsSimulator ecs) {
            return ecs.client();
        }
    }

    @RestController
    static class Own {

        private final DeploymentSse sse;
        private final ServiceDeployments deployments;

        Own(DeploymentSse sse, ServiceDeployments deployments) {
            this.sse = sse;
            this.deployments = deployments;
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<ServerSentEvent<DeploymentView>> stream(
                @RequestHeader(name = "Last-Event-ID", required = false) String lastEventId) {
            return sse.stream(lastEventId);
        }

        @GetMapping("/respond")
        Mono<Void> respond(ServerWebExchange exchange) {
            return sse.respond(exchange);
        }

        @GetMapping(path = "/rows", produces = MediaType.APPLICATION_NDJSON_VALUE)
        Flux<DeploymentView> rows() {
            return deployments.list(r -> r.cluster("prod").service("web")).map(DeploymentView::of);
        }
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    private void start(String... properties) {
        SpringApplication application = new SpringApplication(Shop.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("--server.port=0");
        arguments.add("--deployflux.feed.clusters=prod");
        arguments.add("--deployflux.web.enabled=true");
        context = application.run(arguments.toArray(String[]::new));
    }

    private ConfigurableApplicationContext started() {
        return Objects.requireNonNull(context);
    }

    private URI uri(String path) {
        return URI.create(
                "http://localhost:" + started().getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    private HttpResponse<String> get(String path) {
        return HTTP.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/respond"})
    void oneTooManyIs503WithoutAStackTrace(String path, CapturedOutput log) {
        start("--deployflux.sse.max-clients=1", "--spring.webflux.problemdetails.enabled=" + path.equals("/stream"));
        try (EventStream first = EventStream.open(uri(path))) {
            first.await("live", "");

            HttpResponse<String> answer = get(path);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("3");
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(answer.body()).contains("Come again later");
            assertThat(log).doesNotContain("StreamUnavailableException", "\tat ");
        }
    }

    @Test
    void aStreamThatIsReturnedIs503WithoutProblemDetailsToo(CapturedOutput log) {
        start("--deployflux.sse.max-clients=1");
        try (EventStream first = EventStream.open(uri("/respond"))) {
            first.await("live", "");

            assertThat(get("/stream").statusCode()).isEqualTo(503);
            assertThat(log).doesNotContain("StreamUnavailableException", "\tat ");
        }
    }

    @Test
    void aResponseHasWhatProxiesNeedAndAPlaceIsFreeAgainAtOnce() throws Exception {
        start();
        DeploymentSse sse = started().getBean(DeploymentSse.class);
        try (EventStream stream = EventStream.open(uri("/respond"))) {
            assertThat(stream.response.headers().firstValue("content-type")).contains("text/event-stream");
            assertThat(stream.response.headers().firstValue("cache-control")).contains("no-store, no-transform");
            assertThat(stream.response.headers().firstValue("x-accel-buffering"))
                    .contains("no");
            stream.await("live", "");
            assertThat(sse.clients()).isEqualTo(1);
        }
        Eventually.holds(() -> sse.clients() == 0);

        HttpRequest head = HttpRequest.newBuilder(uri("/respond"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HTTP.send(head, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        assertThat(sse.clients()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/respond"})
    void aHeaderThatIsNoIdOfOursIsAReset(String path) {
        start();

        try (EventStream stream = EventStream.open(uri(path), "1; DROP TABLE")) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            assertThat(stream.event()).containsEntry("event", "reset");
        }
    }

    @Test
    void anAccessTokenIsInNoLog(CapturedOutput log) {
        start();
        started()
                .getBean(EcsSimulator.class)
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());

        HttpResponse<String> answer = get("/deployflux/clusters/prod/services/web/deployments?access_token=s3cr3t");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).doesNotContain("s3cr3t");
        assertThat(log).contains("A request of deployments failed").doesNotContain("s3cr3t");
    }

    @Test
    void theApplicationsJacksonChangesNoByte() {
        start(
                "--spring.jackson.serialization.indent-output=true",
                "--spring.jackson.property-naming-strategy=SNAKE_CASE",
                "--spring.jackson.default-property-inclusion=always",
                "--spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
                "--spring.jackson.visibility.all=none");

        String list = get("/deployflux/clusters/prod/services/web/deployments").body();

        assertThat(list.lines())
                .hasSize(2)
                .allMatch(line -> line.matches("\\{\"serviceDeploymentArn\":\".*\",\"createdAt\":\"20.*Z\".*}"));
        assertThat(get("/rows").body()).isEqualTo(list);
        for (String path : List.of("/stream", "/respond", "/deployflux/events")) {
            try (EventStream stream = EventStream.open(uri(path))) {
                assertThat(stream.await("deployment", "").get("data"))
                        .startsWith(list.lines()
                                .skip(1)
                                .findFirst()
                                .orElseThrow()
                                .replaceFirst("}$", ",\"change\":{\"cluster\":\"prod\""));
            }
        }
        assertThat(get("/deployflux/health").body())
                .startsWith("{\"asOf\":\"20")
                .contains("\"polling\":", "\"lookupFailures\":0");
        assertThat(get("/deployflux/clusters/prod/services/web/deployments?limit=0")
                        .body())
                .startsWith("{\"");
    }
}
