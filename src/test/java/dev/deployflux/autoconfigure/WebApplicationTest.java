package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Whole applications, over HTTP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebApplicationTest {

    private static final String LIST = "/deployflux/clusters/prod/services/web/deployments";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private @Nullable ConfigurableApplicationContext context;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {

        @Bean(destroyMethod = "close")
        EcsSimulator ecs() {
            EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
            ecs.cluster("prod").service("web").history(3);
            return ecs;
        }

        @Bean
        EcsAsyncClient client(EcsSimulator ecs) {
            return ecs.client();
        }
    }

    @EnableWebFluxSecurity
    static class Locked {

        @Bean
        SecurityWebFilterChain locked(ServerHttpSecurity http) {
            return http.authorizeExchange(all -> all.anyExchange().authenticated())
                    .build();
        }
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    private ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("--server.port=0");
        arguments.add("--logging.level.root=error");
        ConfigurableApplicationContext started = application.run(arguments.toArray(String[]::new));
        context = started;
        return started;
    }

    private static URI uri(ConfigurableApplicationContext application, String path) {
        return URI.create(
                "http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
        return HTTP.sendAsync(HttpRequest.newBuilder(uri(application, path)).build(), BodyHandlers.ofString())
                .join();
    }

    @Test
    void thereAreNoRoutesUntilTheyAreSwitchedOn() {
        var application = start(Shop.class, "--deployflux.feed.clusters=prod");

        assertThat(get(application, LIST).statusCode()).isEqualTo(404);
        assertThat(get(application, "/deployflux/health").statusCode()).isEqualTo(404);
        assertThat(application.getEnvironment().getProperty("server.netty.max-initial-line-length"))
                .isNull();
    }

    @Test
    void withoutAFeedThereIsTheList() {
        var application = start(Shop.class, "--deployflux.web.enabled=true");

        assertThat(get(application, LIST).body().lines()).hasSize(3);
        assertThat(get(application, "/deployflux/events").statusCode()).isEqualTo(404);
        assertThat(get(application, "/deployflux/health").statusCode()).isEqualTo(404);
    }

    @Test
    void withAFeedThereAreEventsAndHealthBelowTheBasePath() {
        var application = start(
                Shop.class,
                "--deployflux.web.enabled=true",
                "--deployflux.web.base-path=/",
                "--deployflux.feed.clusters=prod");

        assertThat(get(application, "/clusters/prod/services/web/deployments")
                        .body()
                        .lines())
                .hasSize(3);
        assertThat(get(application, "/health").body()).contains("\"polling\":false");
        assertThat(get(application, "/deployflux/health").statusCode()).isEqualTo(404);
        assertThat(get(application, "/events?cluster=nowhere"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                .satisfies(answer -> assertThat(answer.body()).contains("nowhere"));
    }

    @Test
    void aQueryOf100KilobytesIsAnsweredWithAProblem() {
        var application = start(Shop.class, "--deployflux.web.enabled=true");

        HttpResponse<String> answer = get(application, LIST + "?status=" + "A".repeat(100_000));

        assertThat(answer.statusCode()).isEqualTo(414);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("write 8192 at most");
    }

    @Test
    void theApplicationsOwnLimitOfRequestLinesStands() {
        var application =
                start(Shop.class, "--deployflux.web.enabled=true", "--server.netty.max-initial-line-length=1KB");

        assertThat(get(application, LIST + "?status=" + "A".repeat(2_000)))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(414))
                .satisfies(answer -> assertThat(answer.body()).isEmpty());
    }

    @Test
    void theApplicationsSecurityCoversTheRoutes() {
        SpringApplication both = new SpringApplication(Shop.class, Locked.class);
        context = both.run(
                "--server.port=0",
                "--logging.level.root=error",
                "--deployflux.web.enabled=true",
                "--deployflux.feed.clusters=prod");

        for (String path : List.of(LIST, "/deployflux/events", "/deployflux/health")) {
            assertThat(get(context, path).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void actuatorTellsTheFeedsHealth() {
        var application = start(
                Shop.class, "--deployflux.feed.clusters=prod", "--management.endpoint.health.show-details=always");
        assertThat(get(application, "/actuator/health").body())
                .contains("\"deployflux\":{")
                .contains("\"subscribers\":0");
        application.close();

        application = start(
                Shop.class,
                "--deployflux.feed.clusters=prod",
                "--management.endpoint.health.show-details=always",
                "--management.health.deployflux.enabled=false");
        assertThat(get(application, "/actuator/health").body())
                .contains("\"diskSpace\":{")
                .doesNotContain("\"deployflux\":{");
    }

    private ConfigurableApplicationContext withoutPermission(String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.addAll(List.of("--deployflux.feed.clusters=prod", "--management.endpoint.health.show-components=always"));
        var application = start(Shop.class, all.toArray(String[]::new));
        application
                .getBean(EcsSimulator.class)
                .faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied()).always());
        application
                .getBean(DeploymentFeed.class)
                .events()
                .takeUntil(DeploymentEvent.LookupFailing.class::isInstance)
                .blockLast();
        return application;
    }

    /** A load balancer that asks for it would replace every replica, which mends no permission. */
    @Test
    void theApplicationIsWellWhileItMayNotReadEcs() {
        HttpResponse<String> health = get(withoutPermission(), "/actuator/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"deployflux\":{\"status\":\"UNKNOWN\"}")
                .endsWith("\"status\":\"UP\"}");
    }

    @Test
    void whoWantsItDownMayKeepItOutOfAGroup() {
        var application = withoutPermission(
                "--deployflux.health.may-be-down=true",
                "--management.endpoint.health.group.balancer.include=*",
                "--management.endpoint.health.group.balancer.exclude=deployflux");

        assertThat(get(application, "/actuator/health").statusCode()).isEqualTo(503);
        assertThat(get(application, "/actuator/health/balancer").statusCode()).isEqualTo(200);
    }

    @Test
    void aStreakOfListsThatFailHasALineInTheLog() {
        var application = start(Shop.class, "--deployflux.web.enabled=true");
        var faults = application.getBean(EcsSimulator.class).faults();
        try (HeardLog log = new HeardLog(DeploymentRoutes.class)) {
            for (int streak = 0; streak < 2; streak++) {
                faults.inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());
                for (int i = 0; i < 3; i++) {
                    assertThat(get(application, LIST).statusCode()).isEqualTo(502);
                }
                faults.clear();
                assertThat(get(application, LIST).statusCode()).isEqualTo(200);
                assertThat(get(application, LIST).statusCode()).isEqualTo(200);
            }

            assertThat(log.lines())
                    .hasSize(4)
                    .noneMatch(line -> line.contains("stack trace"))
                    .anyMatch(line -> line.startsWith("WARN") && line.contains("isn't authorized"))
                    .anyMatch(line -> line.startsWith("INFO") && line.contains("again after 3 failures"));
        }
    }

    /** A graceful shutdown would wait half a minute for a stream that never ends. */
    @Test
    void streamsEndBeforeTheServerWaitsForThem() {
        var application = start(
                Shop.class,
                "--deployflux.web.enabled=true",
                "--deployflux.feed.clusters=prod",
                "--server.shutdown=graceful",
                "--spring.lifecycle.timeout-per-shutdown-phase=1h");
        HttpRequest request =
                HttpRequest.newBuilder(uri(application, "/deployflux/events")).build();
        Stream<String> lines =
                HTTP.sendAsync(request, BodyHandlers.ofLines()).join().body();
        Iterator<String> read = lines.iterator();
        String line = read.next();
        while (!line.equals("event:live")) {
            line = read.next();
        }
        assertThat(application.getBean(DeploymentSse.class).clients()).isEqualTo(1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        List<String> rest = new ArrayList<>();
        read.forEachRemaining(rest::add);

        assertThat(rest).contains("event:end");
        assertThat(closing.orTimeout(30, TimeUnit.SECONDS)).succeedsWithin(java.time.Duration.ofSeconds(30));
    }

    /** Streams a feed by itself, without {@link DeploymentSse}. */
    @RestController
    static class Own {

        private final DeploymentFeed feed;

        Own(DeploymentFeed feed) {
            this.feed = feed;
        }

        @GetMapping(path = "/own", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> events() {
            return feed.events().map(event -> event.getClass().getSimpleName());
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class OwnFeed {

        @Bean
        DeploymentFeed ownFeed(DeploymentWatcher watcher, ServiceDeployments deployments) {
            return watcher.feed(deployments.services("prod"));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Own.class, OwnFeed.class})
    void whatAControllerStreamsFromAFeedEndsBeforeTheServerWaitsForIt(Class<?> more) {
        SpringApplication all = new SpringApplication(Shop.class, Own.class, more);
        context = all.run(
                "--server.port=0",
                "--logging.level.root=error",
                more == OwnFeed.class ? "" : "--deployflux.feed.clusters=prod",
                "--server.shutdown=graceful",
                "--spring.lifecycle.timeout-per-shutdown-phase=1h");
        Iterator<String> read = HTTP.sendAsync(
                        HttpRequest.newBuilder(uri(context, "/own")).build(), BodyHandlers.ofLines())
                .join()
                .body()
                .iterator();
        assertThat(read.next()).startsWith("data:");

        CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
        read.forEachRemaining(line -> {});

        assertThat(closing).succeedsWithin(java.time.Duration.ofSeconds(30));
    }
}
