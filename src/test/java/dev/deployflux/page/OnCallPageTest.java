package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever is on call, and has never seen the page: what is broken among 300 services in five clusters. */
@BrowserTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnCallPageTest {

    private static final Path PICTURES = Path.of("target", "page");

    private OnCallAccount account;
    private Browser browser;

    @BeforeAll
    void start() throws IOException {
        Files.createDirectories(PICTURES);
        account = OnCallAccount.open(300);
        browser = new Browser();
        browser.hurry();
        browser.open(account.url());
        browser.awaitLive();
        browser.await(
                "all to be read", () -> browser.element("#freshness").getText().startsWith("All 300 services read"));
        account.threeTroubles();
        browser.await("the troubles", () -> shown("#attention").size() == 3);
        browser.await(
                "all of a cluster",
                () -> browser.element("#freshness").getText().startsWith("60 of 300"));
        browser.await(
                "the rollouts",
                () -> browser.elements("#rolling .tasks:not([hidden])").size() == 3);
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        account.close();
    }

    @BeforeEach
    void open() {
        browser.open(account.url());
        browser.awaitLive();
        browser.await("the troubles", () -> shown("#attention").size() == 3);
        browser.await(
                "how fresh it is", () -> browser.element("#freshness").getText().startsWith("60 of 300"));
    }

    @AfterEach
    void theConsoleIsSilent() {
        assertThat(browser.complaints()).isEmpty();
    }

    /** What a person reads in each line of a section, the first first. */
    private List<String> shown(String section) {
        return browser.texts(
                "return [...document.querySelectorAll(arguments[0] + ' > li > details > summary')].map(line => line.innerText)",
                section);
    }

    @Test
    void theThreeTroublesAreTheFirstThatIsSeenAndNothingElseIsAmongThem() {
        List<String> lines = shown("#attention");

        assertThat(lines.get(0)).contains("Rolled back", "prod-eu / " + OnCallAccount.LONG_NAME, OnCallAccount.BROKEN);
        assertThat(lines.get(1)).contains("Waits for approval", "prod-us / payments-api", "then rolls back");
        assertThat(lines.get(2))
                .contains("Can't be read", OnCallAccount.UNREADABLE)
                .containsPattern("60 of its 60 services can't be read since \\d\\d:\\d\\d \\(AccessDeniedException\\)");
        assertThat(browser.element("#freshness").getText()).matches("60 of 300 can't be read since \\d\\d:\\d\\d");
        assertThat(browser.element("#verdict").getDomAttribute("data-level")).isEqualTo("warn");
        assertThat(browser.script("return document.title")).isEqualTo("(3) Deployments");
        assertThat(browser.script("return document.querySelector('#attention').getBoundingClientRect().bottom"
                        + " < window.innerHeight"))
                .as("all of them on the first screen")
                .isEqualTo(true);
    }

    @Test
    void theRestIsFoldedWithCounts() {
        assertThat(shown("#rolling")).hasSize(3).allMatch(line -> line.contains(" tasks"));
        assertThat(browser.texts(
                        "return [...document.querySelectorAll('#clusters summary')].map(line => line.innerText)"))
                .hasSize(4)
                .anyMatch(line -> line.contains("prod-eu") && line.contains("58 services"));
        assertThat(browser.elements("#clusters .service")).isEmpty();
    }

    @Test
    void pictures() throws IOException {
        for (int width : new int[] {390, 1400}) {
            for (boolean dark : new boolean[] {false, true}) {
                String name = "oncall-" + width + (dark ? "-dark" : "-light") + ".png";
                browser.on(
                        width, width == 390 ? 844 : 1000, dark, () -> write(PICTURES.resolve(name), browser.picture()));
                assertThat(PICTURES.resolve(name)).isNotEmptyFile();
            }
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
