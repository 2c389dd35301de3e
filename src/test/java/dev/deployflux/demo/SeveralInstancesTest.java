package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.page.Browser;
import dev.deployflux.page.BrowserTest;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedPoller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/** The demo twice, on one account and one Redis. */
@RedisTest
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralInstancesTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private RedisServer redis;
    private ConfigurableApplicationContext first;
    private ConfigurableApplicationContext second;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        first = demo("--deployflux.demo.life=false", "--deployflux.replicas.name=first");
        second = demo("--deployflux.demo.join=" + url(first, ""), "--deployflux.replicas.name=second");
    }

    @AfterEach
    void stop() {
        second.close();
        first.close();
        redis.close();
    }

    private ConfigurableApplicationContext demo(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "--server.port=0";
        all[1] = "--deployflux.replicas.enabled=true";
        all[2] = "--spring.data.redis.port=" + redis.port();
        System.arraycopy(more, 0, all, 3, more.length);
        return DemoApplication.start(all);
    }

    private static String url(ConfigurableApplicationContext demo, String path) {
        return "http://localhost:" + demo.getEnvironment().getRequiredProperty("local.server.port") + path;
    }

    private HttpResponse<String> ask(String method, ConfigurableApplicationContext demo, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(demo, path)))
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static DeploymentFeed feed(ConfigurableApplicationContext demo) {
        return demo.getBean(DeploymentFeed.class);
    }

    private static boolean isPolledBy(ConfigurableApplicationContext demo, String replica) {
        FeedPoller poller = feed(demo).health().poller();
        return poller != null && poller.replica().equals(replica);
    }

    private void listen(ConfigurableApplicationContext demo) {
        feed(demo).events().subscribe();
        feed(demo)
                .events()
                .takeUntil(DeploymentEvent.PassCompleted.class::isInstance)
                .blockLast();
    }

    @Test
    void theSecondHasTheAccountTheTimeAndTheControlsOfTheFirst() throws IOException, InterruptedException {
        listen(second);
        assertThat(ask("GET", second, "/account").body()).contains("\"simulated\":true", "\"replicas\":true");
        assertThat(isPolledBy(second, "second")).isTrue();
        assertThat(feed(second).health().services()).hasSize(36);

        assertThat(ask("POST", second, "/playground/speed?factor=60").body()).contains("\"speed\":60.0");
        assertThat(first.getBean(SimulatedShop.class).clock().speed()).isEqualTo(60);
        assertThat(ask("POST", second, "/playground/speed?factor=0").statusCode())
                .isEqualTo(400);
        ask("POST", second, "/playground/deployments?service=prod/mail&succeeds=true");
        assertThat(first.getBean(SimulatedShop.class).isDeploying(ServiceRef.parse("prod/mail")))
                .isTrue();
    }

    @Test
    void whenTheOneThatPollsEndsTheOtherGoesOn() throws IOException, InterruptedException {
        listen(second);
        listen(first);
        Eventually.holds(() -> isPolledBy(first, "second"));
        assertThat(ask("GET", first, "/health").body())
                .contains("\"replica\":{\"name\":\"first\",\"poller\":{\"replica\":\"second\",\"here\":false");

        second.close();

        Eventually.holds(() -> isPolledBy(first, "first"));
        assertThat(feed(first).health().services()).hasSize(36);
    }

    @BrowserTest
    @Test
    void thePageSaysWhichInstanceServesItAndWhichPolls() {
        listen(second);
        try (Browser browser = new Browser()) {
            browser.hurry();
            browser.open(url(second, "/"));
            browser.awaitLive();
            browser.awaitText("#replica", "Served by second, which polls");
            browser.open(url(first, "/"));
            browser.awaitLive();
            browser.awaitText("#replica", "Served by first; second polls");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
