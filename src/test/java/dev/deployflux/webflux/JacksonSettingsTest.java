package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import tools.jackson.databind.json.JsonMapper;

/** What goes out is the same under every setting of the application's Jackson. */
class JacksonSettingsTest {

    private static final EcsSimulator ECS =
            EcsSimulator.builder().inMemory(true).start();
    private static final String LIST = "/clusters/prod/services/web/deployments";
    private static final RouterFunction<ServerResponse> ROUTES = routes();

    private static final DeploymentView ROW = DeploymentView.of(
            ServiceDeploymentBrief.builder()
                    .serviceDeploymentArn("arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1")
                    .createdAt(Instant.parse("2026-11-24T08:00:00.123456789Z"))
                    .status("ROLLBACK_SUCCESSFUL")
                    .statusReason("\"zurückgerollt\" \\ 1/2 \uD83D\uDE80")
                    .build(),
            new DeploymentChange(
                    "prod",
                    "web",
                    "LIVE",
                    "PENDING",
                    List.of(new DeploymentChange.PassedStatus("IN_PROGRESS", Instant.EPOCH)),
                    2));
    private static final String BYTES = "{\"serviceDeploymentArn\":"
            + "\"arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1\","
            + "\"createdAt\":\"2026-11-24T08:00:00.123456789Z\",\"status\":\"ROLLBACK_SUCCESSFUL\","
            + "\"statusReason\":\"\\\"zurückgerollt\\\" \\\\ 1/2 \uD83D\uDE80\","
            + "\"change\":{\"cluster\":\"prod\",\"service\":\"web\",\"origin\":\"LIVE\",\"previousStatus\":\"PENDING\","
            + "\"notObserved\":[{\"status\":\"IN_PROGRESS\",\"at\":\"1970-01-01T00:00:00Z\"}],\"merged\":2}}";

    private static final DeploymentView IN_FLIGHT = DeploymentView.of(
            ServiceDeploymentBrief.builder().status("ROLLBACK_IN_PROGRESS").build(),
            new DeploymentRollback("alarm", Instant.EPOCH, "arn"),
            new DeploymentProgress("BAKE_TIME", List.of("CLEAN_UP"), 3, 4, 100.0, 12.5, 0, 3, List.of("errors")),
            new DeploymentPause("hook", "BAKE_TIME", Instant.EPOCH, Instant.EPOCH, "ROLLBACK", "FAILED"),
            null);
    private static final String BYTES_IN_FLIGHT =
            "{\"status\":\"ROLLBACK_IN_PROGRESS\",\"rollback\":{\"reason\":\"alarm\","
                    + "\"startedAt\":\"1970-01-01T00:00:00Z\",\"serviceRevisionArn\":\"arn\"},\"progress\":{\"lifecycleStage\":"
                    + "\"BAKE_TIME\",\"stagesNotObserved\":[\"CLEAN_UP\"],\"runningTaskCount\":3,\"requestedTaskCount\":4,"
                    + "\"requestedTestTrafficWeight\":100.0,\"requestedProductionTrafficWeight\":12.5,\"failureCount\":0,"
                    + "\"threshold\":3,\"triggeredAlarmNames\":[\"errors\"]},\"awaiting\":{\"hookId\":\"hook\",\"lifecycleStage\":"
                    + "\"BAKE_TIME\",\"since\":\"1970-01-01T00:00:00Z\",\"expiresAt\":\"1970-01-01T00:00:00Z\","
                    + "\"timeoutAction\":\"ROLLBACK\",\"hookStatus\":\"FAILED\"}}";

    private static RouterFunction<ServerResponse> routes() {
        ECS.cluster("prod").service("web").history(3);
        ServiceDeployments deployments = ServiceDeployments.create(ECS.client());
        DeploymentFeed feed = DeploymentWatcher.builder(deployments)
                .clock(InstantSource.fixed(Instant.EPOCH)) // health tells the time
                .build()
                .feed(Flux.just(new ServiceRef("prod", "web")));
        return DeploymentRoutes.lists(deployments).and(DeploymentRoutes.health(feed));
    }

    @AfterContainer
    static void close() {
        ECS.close();
    }

    private static String get(String path, String accept, JsonMapper json) {
        HandlerStrategies strategies = HandlerStrategies.builder()
                .codecs(codecs -> codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json)))
                .build();
        MockServerHttpResponse response = new MockServerHttpResponse();
        RouterFunctions.toHttpHandler(ROUTES, strategies)
                .handle(MockServerHttpRequest.get(path).header("Accept", accept).build(), response)
                .block();
        return response.getHeaders().getContentType() + " "
                + response.getBodyAsString().block();
    }

    @Example
    void theBytesAreThese() {
        assertThat(new JsonMapper().writeValueAsString(ROW)).isEqualTo(BYTES);
        assertThat(new JsonMapper().writeValueAsString(IN_FLIGHT)).isEqualTo(BYTES_IN_FLIGHT);
    }

    @Property(tries = 300)
    void ofTheRoutes(@ForAll Set<JacksonSetting> settings) {
        JsonMapper theirs = JacksonSetting.mapper(settings);
        JsonMapper plain = new JsonMapper();

        for (String format : List.of("application/x-ndjson", "application/json")) {
            assertThat(get(LIST, format, theirs)).isEqualTo(get(LIST, format, plain));
        }
        assertThat(get("/health", "*/*", theirs)).isEqualTo(get("/health", "*/*", plain));
        assertThat(get(LIST + "?limit=0", "*/*", theirs)).isEqualTo(get(LIST + "?limit=0", "*/*", plain));
    }

    @Property(tries = 300)
    void ofARowThatTheApplicationWrites(@ForAll Set<JacksonSetting> settings) {
        JsonMapper theirs = JacksonSetting.mapper(settings);

        assertThat(theirs.writeValueAsString(ROW)).isEqualTo(BYTES);
        assertThat(theirs.writeValueAsString(IN_FLIGHT)).isEqualTo(BYTES_IN_FLIGHT);
        assertThat(new String(theirs.writeValueAsBytes(List.of(ROW)), java.nio.charset.StandardCharsets.UTF_8))
                .contains(BYTES);
    }

    @Property(tries = 100)
    void ofAReadRow(@ForAll Set<JacksonSetting> settings) {
        settings.remove(JacksonSetting.MIX_IN);
        settings.remove(JacksonSetting.CLASS_NAMES);

        assertThat(JacksonSetting.mapper(settings).readValue(BYTES, DeploymentView.class))
                .isEqualTo(ROW);
        assertThat(JacksonSetting.mapper(settings).readValue(BYTES_IN_FLIGHT, DeploymentView.class))
                .isEqualTo(IN_FLIGHT);
    }
}
