package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.javascript.Installation;
import dev.deployflux.javascript.JavaScriptTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for everybody: axe finds nothing, in both themes, on wide and narrow screens, with and without trouble. */
@BrowserTest
@JavaScriptTest
class AccessiblePageTest extends ToldScene {

    private static final String LONG = "prod/customer-notification-preferences-synchronisation-worker-eu1";

    @BeforeEach
    void open() {
        open("?open=prod&service=prod/paused", () -> {
            joined("prod", "unread");
            joined("prod", "unreadable");
            joined("prod", "none");
            ended("prod/well", "1", "SUCCESSFUL", Duration.ofHours(3), Duration.ofMinutes(4));
            ended("prod/stopped", "1", "STOPPED", Duration.ofHours(3), Duration.ofMinutes(4));
            ended("prod/failed", "1", "ROLLBACK_FAILED", Duration.ofHours(3), Duration.ofMinutes(4));
            ended(LONG, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(30), Duration.ofMinutes(4));
            tell(
                    "deployment",
                    LONG,
                    "2",
                    "ROLLBACK_IN_PROGRESS",
                    Duration.ofMinutes(6),
                    "\"statusReason\": \"It fails.\",");
            tell("deployment", "prod/rolling", "1", "IN_PROGRESS", Duration.ofMinutes(6), "");
            tell("progress", "prod/rolling", "1", "IN_PROGRESS", Duration.ofMinutes(6), """
                    "progress": {"lifecycleStage": "SCALE_UP", "runningTaskCount": 1, "requestedTaskCount": 4, "failureCount": 1},
                    """);
            tell("deployment", "prod/overdue", "1", "PENDING", Duration.ofHours(2), "");
            ended("prod/paused", "1", "SUCCESSFUL", Duration.ofHours(30), Duration.ofMinutes(4));
            tell("deployment", "prod/paused", "2", "IN_PROGRESS", Duration.ofMinutes(6), "");
            tell("progress", "prod/paused", "2", "IN_PROGRESS", Duration.ofMinutes(6), """
                    "progress": {"lifecycleStage": "POST_TEST_TRAFFIC_SHIFT", "runningTaskCount": 4, "requestedTaskCount": 4},
                    """);
            tell("awaiting-action", "prod/paused", "2", "IN_PROGRESS", Duration.ofMinutes(6), """
                    "awaiting": {"hookId": "ecs-pause-1", "expiresAt": "%s", "timeoutAction": "ROLLBACK"},
                    """.formatted(
                            now.plus(Duration.ofHours(3))));
        });
        health(read("prod", "unreadable", ",\"unreadable\":true,\"failures\":4,\"error\":\"AccessDeniedException\""));
        browser.tell("behind", notice("Services are read every 20 s instead of every 10 s: news comes late."));
        browser.awaitText("#warnings", "Services are read every 20 s instead of every 10 s: news comes late.");
        browser.await(
                "the troubles", () -> browser.elements("#attention .service").size() == 5);
    }

    private List<String> findings() {
        browser.script(axe());
        return browser.texts("""
                return (await axe.run(document, { resultTypes: ["violations"] })).violations
                  .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html} ${node.failureSummary}`))
                """);
    }

    private static String axe() {
        try {
            return Files.readString(
                    Installation.find().orElseThrow().folder().resolve("node_modules/axe-core/axe.min.js"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"390, false", "390, true", "1400, false", "1400, true"})
    void axeFindsNothing(int width, boolean dark) {
        browser.on(width, 900, dark, () -> {
            assertThat(findings()).isEmpty();
            browser.press(".log summary");
            browser.tell("end", notice("The application is shutting down."));
            browser.await("the loss", () -> browser.element("#reconnect").isDisplayed());
            assertThat(findings()).isEmpty();
        });
    }

    /** The state comes first, and whole, whatever the name. */
    @ParameterizedTest
    @CsvSource({"390", "320", "1400"})
    void noNameHidesAState(int width) {
        browser.on(width, 900, false, () -> {
            assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(browser.texts("""
                    return [...document.querySelectorAll('.service .chip, .service .name, .service .when:not([hidden])')]
                      .filter(each => { const box = each.getBoundingClientRect();
                        return box.width < 8 || box.right > document.documentElement.clientWidth || box.left < 0
                          || each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline'; })
                      .map(each => each.outerHTML)
                    """)).isEmpty();
            assertThat(browser.texts("""
                    return [...document.querySelectorAll('.service')].filter(row => {
                      const [chip, name] = ['.chip', '.name'].map(part => row.querySelector(part).getBoundingClientRect());
                      return chip.right > name.left + 1 && chip.bottom > name.top + 3 && chip.top < name.bottom - 3;
                    }).map(row => row.dataset.service)
                    """)).isEmpty();
        });
    }
}
