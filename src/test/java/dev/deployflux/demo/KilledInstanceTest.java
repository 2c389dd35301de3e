package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ChildJvm;
import dev.deployflux.page.Browser;
import dev.deployflux.page.BrowserTest;
import dev.deployflux.redis.RedisProxy;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.redis.RedisTest;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.FeedPoller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The instance behind a load balancer that serves a page, and polls, is killed: the page goes on at another. */
@RedisTest
@BrowserTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledInstanceTest {

    /** A stream of the test's own, by the browser: what comes, in which order, under which id. */
    private static final String LISTEN = "window.got = []; const source = new EventSource('events');"
            + " for (const name of ['reset', 'live', 'deployment', 'progress', 'removed', 'service-joined']) {"
            + " source.addEventListener(name, event => window.got.push(name + ' ' + event.lastEventId + ' ' + event.data)); }";

    private final HttpClient http = HttpClient.newHttpClient();

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildJvm.SHORT_LIVED);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                DemoApplication.class.getName(),
                "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private int ask(String method, int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .method(method, BodyPublishers.noBody())
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAnswer(int port) {
        Mono.fromCallable(() -> ask("GET", port, "/health"))
                .subscribeOn(Schedulers.boundedElastic())
                .filter(status -> status == 200)
                .repeatWhenEmpty(tries -> tries.delayElements(Duration.ofMillis(100)))
                .block(Duration.ofSeconds(60));
    }

    private static boolean isPolledBy(DeploymentFeed feed, String replica) {
        FeedPoller poller = feed.health().poller();
        return poller != null && poller.replica().equals(replica);
    }

    private static List<String> got(Browser browser, String name) {
        return browser.texts("return window.got").stream()
                .filter(each -> each.startsWith(name + " "))
                .toList();
    }

    private static long deployed(Browser browser, String service) {
        return got(browser, "deployment").stream()
                .filter(each -> each.contains("\"cluster\":\"prod\"")
                        && each.contains("\"service\":\"" + service + "\"")
                        && each.contains("\"status\":\"SUCCESSFUL\""))
                .count();
    }

    @Test
    void thePageGoesOnBehindItsLastEventWithNoResetAndNothingTwice() throws IOException, InterruptedException {
        int port = freePort();
        try (RedisServer redis = RedisServer.start();
                ConfigurableApplicationContext staying = DemoApplication.start(
                        "--server.port=0",
                        "--deployflux.demo.life=false",
                        "--deployflux.replicas.enabled=true",
                        "--deployflux.replicas.name=staying",
                        "--spring.data.redis.port=" + redis.port());
                RedisProxy balancer = RedisProxy.to(port)) {
            int other = staying.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            Process killed = start(
                    "--server.port=" + port,
                    "--deployflux.demo.join=http://localhost:" + other,
                    "--deployflux.replicas.enabled=true",
                    "--deployflux.replicas.name=killed",
                    "--spring.data.redis.port=" + redis.port());
            try (Browser browser = new Browser()) {
                awaitAnswer(port);
                browser.hurry();
                browser.open("http://127.0.0.1:" + balancer.port() + "/");
                browser.awaitLive();
                browser.awaitText("#replica", "Served by killed, which polls");
                browser.script(LISTEN);
                browser.await("the snapshot", () -> !got(browser, "live").isEmpty());
                long mails = deployed(browser, "mail");
                long webs = deployed(browser, "web");
                ask("POST", other, "/playground/speed?factor=60");
                ask("POST", other, "/playground/deployments?service=prod/mail&succeeds=true");
                browser.await("a deployment before", () -> deployed(browser, "mail") > mails);

                killed.destroyForcibly().waitFor();
                balancer.leadTo(other);
                ask("POST", other, "/playground/deployments?service=prod/web&succeeds=true");

                browser.await("a deployment behind", () -> deployed(browser, "web") > webs);
                browser.awaitText("#replica", "Served by staying, which polls");
                assertThat(isPolledBy(staying.getBean(DeploymentFeed.class), "staying"))
                        .isTrue();
                assertThat(got(browser, "reset")).hasSize(1);
                assertThat(deployed(browser, "mail")).isEqualTo(mails + 1);
                List<String> ids = browser.texts("return window.got").stream()
                        .filter(each -> !each.startsWith("live ") && !each.startsWith("reset "))
                        .map(each -> each.split(" ", 3)[1])
                        .toList();
                assertThat(ids).doesNotHaveDuplicates();
            } finally {
                killed.destroyForcibly();
            }
        }
    }
}
