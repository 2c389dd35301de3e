package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.page.Browser;
import dev.deployflux.page.BrowserTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/** The page when its connection is lost, refused, or leads to another instance. */
@BrowserTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageConnectionTest {

    private ConfigurableApplicationContext demo;
    private Browser browser;

    @BeforeAll
    void open() {
        browser = new Browser();
        browser.hurry();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        demo = start("0");
    }

    /** Leaves the page first, which would go on asking and complaining. */
    @AfterEach
    void stop() {
        browser.open("about:blank");
        browser.complaints();
        demo.close();
    }

    private static ConfigurableApplicationContext start(String port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--deployflux.demo.life=false",
                "--deployflux.feed.clusters=prod",
                "--deployflux.watch.interval=200ms",
                "--deployflux.watch.idle-interval=1s", // 12 services are 12 calls a second of the 20 that there are
                "--deployflux.sse.retry=200ms"));
        Collections.addAll(arguments, more);
        ConfigurableApplicationContext started = DemoApplication.start(arguments.toArray(String[]::new));
        started.getBean(SimulatedShop.class).clock().speed(1);
        return started;
    }

    private String port() {
        return demo.getEnvironment().getRequiredProperty("local.server.port");
    }

    private String url() {
        return "http://localhost:" + port() + "/";
    }

    private void deploy(String service) {
        demo.getBean(SimulatedShop.class).deploy(ServiceRef.parse(service), true);
    }

    private void showsState(String service, String state) {
        browser.awaitText("[data-service='" + service + "'] .chip", state);
    }

    /** Rows are drawn with the next frame, which may be a moment behind the event. */
    private void showsServices(int count) {
        browser.await(count + " services", () -> browser.elements(".service").size() == count);
    }

    @Test
    void aCutStreamIsResumedWithoutLossOrRepetition() {
        browser.open(url() + "?open=prod");
        browser.awaitLive();
        deploy("prod/mail");
        showsState("prod/mail", "Pending");

        browser.click("#cut");
        deploy("prod/cart");
        browser.await("the stream to be resumed", () -> browser.told().contains("resumed"));
        showsState("prod/cart", "Pending");

        List<String> told = browser.told();
        assertThat(told.subList(0, told.indexOf("resumed")))
                .as("what the resumed stream has told, the newest first")
                .doesNotContain("reset", "service-joined");
        assertThat(browser.texts("return [...document.querySelectorAll('#log li')].map(line => line.textContent)"))
                .filteredOn(line -> line.contains("prod/cart PENDING"))
                .hasSize(1);
        showsState("prod/mail", "Pending");
    }

    @Test
    void anotherInstanceIsJoinedWithASnapshot() {
        demo.getBean(SimulatedShop.class)
                .simulator()
                .cluster("prod")
                .service("only-here")
                .history(1);
        browser.open(url() + "?open=prod");
        browser.awaitLive();
        showsServices(13);
        String port = port();

        demo.close();
        browser.await(
                "the loss to be shown",
                () -> !browser.element("#connection-text").getText().equals("Live"));
        demo = start(port);
        deploy("prod/mail");

        browser.awaitLive();
        showsState("prod/mail", "Pending");
        showsServices(12);
        assertThat(browser.complaints()).allMatch(line -> line.contains("net::ERR_") || line.contains("503"));
    }

    /** On any answer but 200, a browser's EventSource gives up for good. */
    @Test
    void aRefusalIsExplainedAndTriedAgain() {
        demo.close();
        demo = start("0", "--deployflux.sse.max-clients=1");
        Stream<String> first = HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(URI.create(url() + "events")).build(), BodyHandlers.ofLines())
                .join()
                .body();
        browser.open(url() + "?open=prod");
        browser.await("the refusal, its reason and the button", () -> browser.shown(
                        "#connection-text", "#problem", "#reconnect")
                .toString()
                .matches("\\[Not connected, again in \\d+ s, .*\\S.*, \\S.*\\]"));

        first.close();

        browser.awaitLive();
        showsServices(12);
        assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("503"));
    }

    @Test
    void aServerThatHangsIsNoticed() {
        browser.open(url() + "?open=prod");
        browser.awaitLive();

        browser.script("window.answered = window.fetch;"
                + " window.fetch = () => Promise.reject(new TypeError('nobody there'))");

        browser.await(
                "the doubt", () -> browser.element("#connection-text").getText().startsWith("Not connected"));
        browser.script("window.fetch = window.answered");
        browser.await("a new stream", () -> browser.told().contains("resumed"));
    }
}
