package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.page.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;

/** The demo in which nothing happens by itself, and its page in a browser, opened anew for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageScene {

    /** With all clusters unfolded. */
    static final String OPENED = "?open=prod,staging";

    private ConfigurableApplicationContext demo;
    Browser browser;
    SimulatedShop shop;
    String url;

    @BeforeAll
    void start() {
        demo = DemoApplication.start(
                "--server.port=0",
                "--deployflux.demo.life=false",
                "--deployflux.feed.clusters=prod,staging",
                "--deployflux.watch.interval=200ms",
                "--deployflux.watch.idle-interval=2s"); // 24 services are 12 calls a second of the 20 that there are
        shop = demo.getBean(SimulatedShop.class);
        url = "http://localhost:" + demo.getEnvironment().getRequiredProperty("local.server.port") + "/";
        browser = new Browser();
        browser.hurry();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        demo.close();
    }

    @BeforeEach
    void open() {
        shop.clock().speed(1);
        browser.open(url + OPENED);
        browser.awaitLive();
    }

    @AfterEach
    void theConsoleIsSilent() {
        shop.trouble(Trouble.NONE);
        assertThat(browser.complaints()).isEmpty();
    }

    static String row(String service) {
        return "[data-service='" + service + "']";
    }

    void showsState(String service, String state) {
        browser.awaitText(row(service) + " .chip", state);
    }
}
