package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page is true at all times: green only if all that is watched was read in time, and if not, why. */
@BrowserTest
class TruePageTest extends ToldScene {

    private static final String TIME = "\\d\\d:\\d\\d";

    @BeforeEach
    void open() {
        open("?open=prod", () -> {
            joined("prod", "web");
            joined("prod", "api");
        });
    }

    private void awaitFreshness(String pattern) {
        browser.await(pattern, () -> browser.element("#freshness").getText().matches(pattern));
    }

    private String row(String service) {
        return browser.element("[data-service='prod/" + service + "']").getText();
    }

    @Test
    void greenIsThatAllWereReadInTime() {
        judged("wait", "Asking how fresh this is …");

        health(readInTime("prod", "web"), readInTime("prod", "api"));

        judged("good", "All 2 services read within 4 s");
        assertThat(browser.element("#empty").getText()).isEqualTo("Nothing needs attention.");
    }

    @Test
    void notReadYetIsNotNone() {
        health(readInTime("prod", "web"), read("prod", "api", ",\"failures\":0,\"inTime\":false,\"unreadable\":false"));

        judged("wait", "1 of 2 services not read yet");
        browser.await("the rows", () -> row("api").contains("Not read yet"));
        assertThat(row("web")).startsWith("None");
        assertThat(browser.element(".cluster .counts").getText())
                .isEqualTo("2 services · 1 not read yet · 1 none in 24 h");
        assertThat(browser.element("#empty").getText()).startsWith("Nothing that is known");
    }

    @Test
    void whatCanNotBeReadIsToldWithWhyAndSinceWhen() {
        String denied = ",\"error\":\"AccessDeniedException\",\"failures\":9,\"unreadable\":true,\"inTime\":false";
        health(
                read("prod", "web", lastRead(Duration.ofMinutes(20)) + denied),
                read("prod", "api", lastRead(Duration.ofMinutes(10)) + denied));

        awaitFreshness("2 of 2 can't be read since " + TIME);
        assertThat(level()).isEqualTo("bad");
        assertThat(row("web")).containsPattern("Can't be read since " + TIME + " \\(AccessDeniedException\\)");

        health(readInTime("prod", "web"), read("prod", "api", denied));

        awaitFreshness("1 of 2 can't be read");
        assertThat(level()).isEqualTo("warn");
        assertThat(row("api")).contains("Couldn't be read so far (AccessDeniedException)");
    }

    @Test
    void aFailureThatMayPassIsNoneThatLasts() {
        health(
                readInTime("prod", "web"),
                read(
                        "prod",
                        "api",
                        ",\"error\":\"TimeoutException\",\"failures\":1,\"unreadable\":false,\"inTime\":false"));

        judged("wait", "1 of 2 services not read yet");
        browser.await("the row", () -> row("api").contains("Not read yet (TimeoutException); it is tried again"));
        assertThat(browser.elements("#attention > li")).isEmpty();
    }

    @Test
    void whatWasReadTooLongAgoIsNotGreen() {
        health(
                readInTime("prod", "web"),
                read(
                        "prod",
                        "api",
                        lastRead(Duration.ofMinutes(3)) + ",\"inTime\":false,\"unreadable\":false,\"failures\":0"));

        judged("warn", "1 of 2 services not read in time");
        browser.await("the row", () -> row("api").contains("Not read since "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    behind           | news comes late
                    lookup-failing   | can't be looked up
                    details-failing  | neither progress
                    detector-failing | more slowly
                    hints-failing    | hints don't come
                    store-failing    | can't be reached
                    """)
    void whatTheStreamComplainsOfIsSaidAndNotGreen(String name, String message) {
        health(readInTime("prod", "web"), readInTime("prod", "api"));
        judged("good", "All 2 services read within 4 s");

        browser.tell(name, notice(message));
        browser.awaitText("#warnings", message);
        browser.await("no green", () -> level().equals("warn"));

        browser.tell(
                name.equals("behind") ? "caught-up" : name.replace("failing", "recovered"),
                notice("All is well again."));
        browser.await("green", () -> level().equals("good"));
        assertThat(browser.elements("#warnings li")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "ended": "IllegalStateException", | bad  | Nothing is read any more: the polling has ended (IllegalStateException)
                    "polling": false,                 | warn | Nobody polls now
                    """)
    void aFeedThatDoesNotPollIsNotGreen(String field, String level, String text) {
        health(field, List.of(readInTime("prod", "web"), readInTime("prod", "api")));

        judged(level, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "failingClusters": ["staging"],            | The services of staging can't be looked up
                    "behind": true,                            | news comes late
                    "detailsFailing": "AccessDeniedException", | Deployments in flight can't be described (AccessDeniedException)
                    """)
    void whatHealthTellsThoughNoEventDidIsSaid(String field, String text) {
        health(field, List.of(readInTime("prod", "web"), readInTime("prod", "api")));

        browser.await(
                "the warning", () -> browser.element("#warnings").getText().contains(text));
        assertThat(level()).isEqualTo("warn");
    }

    @Test
    void aStreamThatIsLostIsToldWithTheTimeOfWhatIsShown() {
        health(readInTime("prod", "web"), readInTime("prod", "api"));
        judged("good", "All 2 services read within 4 s");

        browser.tell("end", notice("The application is shutting down."));

        browser.await(
                "the loss", () -> browser.element("#connection-text").getText().startsWith("Not connected, again in"));
        assertThat(level()).isEqualTo("bad");
        assertThat(browser.element("#problem").getText())
                .matches("The stream has ended\\. What is below was so at \\d\\d:\\d\\d:\\d\\d\\.");
        assertThat(browser.element("#news").getDomProperty("textContent")).startsWith("Not connected");
    }

    /** A screen reader would tell it each half second. */
    @Test
    void noCountdownIsInALiveRegion() {
        browser.tell("end", notice("The application is shutting down."));
        browser.await(
                "the countdown",
                () -> browser.element("#connection-text").getText().contains("again in"));

        assertThat(browser.texts(
                        "return [...document.querySelectorAll('[aria-live], [role=status], [role=alert], output')]"
                                + ".map(each => each.id)"))
                .containsExactly("news");
        assertThat(browser.element("#news").getDomProperty("textContent")).doesNotContain("again in");
    }

    @Test
    void aSnapshotThatComesAgainLeavesWhatIsShownUntilItIsComplete() {
        ended("prod/web", "1", "SUCCESSFUL", Duration.ofHours(1), Duration.ofMinutes(4));
        browser.await("it", () -> row("web").startsWith("Succeeded"));

        browser.tell("reset", notice("This is all that is known now."));
        joined("prod", "api");
        browser.awaitText("#connection-text", "Reading the snapshot …");
        assertThat(row("web")).startsWith("Succeeded");

        browser.tell("live", notice("What follows is new."));
        browser.await("the new one alone", () -> browser.texts(
                        "return [...document.querySelectorAll('.service')].map(row => row.dataset.service)")
                .equals(List.of("prod/api")));
    }
}
