package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.docs.Guides;
import dev.deployflux.page.Browser;
import dev.deployflux.page.BrowserTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The README's script for browsers, as it stands there. */
@BrowserTest
class ReadmeScriptTest {

    private static final Pattern SCRIPT = Pattern.compile("```js\n(function connect.*?)```", Pattern.DOTALL);
    private static final String ROWS = "return window.rows.size";

    private ConfigurableApplicationContext demo;
    private Browser browser;

    @BeforeEach
    void start() {
        demo = DemoApplication.start(
                "--server.port=0",
                "--deployflux.demo.life=false",
                "--deployflux.feed.clusters=prod",
                "--deployflux.sse.max-clients=1");
        browser = new Browser();
        browser.open(url("health")); // nothing that has a stream of its own
    }

    @AfterEach
    void stop() {
        browser.close();
        demo.close();
    }

    private String url(String path) {
        return "http://localhost:" + demo.getEnvironment().getRequiredProperty("local.server.port") + "/" + path;
    }

    private static String script() throws IOException {
        Matcher script = SCRIPT.matcher(Guides.text());
        assertThat(script.find()).isTrue();
        return script.group(1).replace("5_000", "100") + "window.rows = new Map(); connect('/events', window.rows);";
    }

    @Test
    void hearsAllDeploymentsThoughItWasRefusedAtFirst() throws Exception {
        Stream<String> other = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url("events"))).build(), BodyHandlers.ofLines())
                .body();
        browser.script(script());
        browser.await("a refusal", () -> browser.complaints().stream().anyMatch(line -> line.contains("503")));
        assertThat(browser.script(ROWS)).isEqualTo(0L);

        other.close();

        browser.await("the rows", () -> !Objects.equals(browser.script(ROWS), 0L));
    }
}
