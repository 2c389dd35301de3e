package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.webflux.DeploymentRoutes;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** The routes of a whole application. */
class WebApplicationTest extends ShopApplication {

    @EnableWebFluxSecurity
    static class Locked {

        @Bean
        SecurityWebFilterChain locked(ServerHttpSecurity http) {
            return http.authorizeExchange(all -> all.anyExchange().authenticated())
                    .build();
        }
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
    void thereIsNoPageUntilItIsSwitchedOn() {
        var application = start(Shop.class, "--deployflux.web.enabled=true", "--deployflux.feed.clusters=prod");

        assertThat(get(application, "/deployflux/").statusCode()).isEqualTo(404);
        assertThat(get(application, "/deployflux/page/page.js").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageIsAtTheBasePathBehindThatOfTheApplication() {
        var application = start(
                Shop.class,
                "--deployflux.web.enabled=true",
                "--deployflux.web.page=true",
                "--spring.webflux.base-path=/ops/tools",
                "--deployflux.feed.clusters=prod");

        assertThat(get(application, "/ops/tools/deployflux"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(307))
                .satisfies(answer ->
                        assertThat(answer.headers().firstValue("location")).contains("./deployflux/"));
        assertThat(get(application, "/ops/tools/deployflux/").body()).contains("src=\"page/page.js\"");
        assertThat(get(application, "/ops/tools/deployflux/page/page.js").statusCode())
                .isEqualTo(200);
        assertThat(get(application, "/ops/tools/deployflux/health").statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePageMayBeAtTheRoot() {
        var application = start(
                Shop.class,
                "--deployflux.web.enabled=true",
                "--deployflux.web.page=true",
                "--deployflux.web.base-path=/",
                "--deployflux.feed.clusters=prod");

        assertThat(get(application, "/").body()).contains("src=\"page/page.js\"");
        assertThat(get(application, "/page/page.js").statusCode()).isEqualTo(200);
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
}
