package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs attention, what rolls out, and what is the rest. */
@BrowserTest
class AttentionTest extends ToldScene {

    private static final String WEB = "prod/web";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private void isIn(String section, String text) {
        browser.await(
                text + " in " + section,
                () -> browser.elements(section + " [data-service='prod/web'] > details > summary").stream()
                        .anyMatch(line -> line.getText().contains(text)));
        assertThat(browser.elements("[data-service='prod/web']")).hasSize(1);
    }

    private void open(Runnable snapshot) {
        open("?open=prod", snapshot);
        health(readInTime("prod", "web"));
        judged("good", "The service was read within 4 s");
    }

    @ParameterizedTest
    @CsvSource({"23, #attention", "25, #clusters"})
    void whatRolledBackInTheLastDayNeedsAttention(int hours, String section) {
        open(() -> ended(WEB, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(hours), MINUTE));

        isIn(section, "Rolled back");
    }

    @Test
    void oneThatHasSucceededSinceDoesNot() {
        open(() -> {
            ended(WEB, "1", "ROLLBACK_FAILED", Duration.ofHours(2), MINUTE);
            ended(WEB, "2", "SUCCESSFUL", Duration.ofHours(1), MINUTE);
        });

        isIn("#clusters", "Succeeded");
    }

    @Test
    void oneWhoseNextWasStoppedStillDoes() {
        open(() -> {
            ended(WEB, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(2), MINUTE);
            ended(WEB, "2", "STOPPED", Duration.ofHours(1), MINUTE);
        });

        isIn("#attention", "Rolled back");
    }

    @Test
    void oneThatIsTriedAgainDoesUntilThatSucceeds() {
        open(() -> {
            tell("deployment", WEB, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(2), """
                    "statusReason": "It fails.", "finishedAt": "%s",
                    """.formatted(
                            ago(Duration.ofHours(1))));
            tell("deployment", WEB, "2", "IN_PROGRESS", MINUTE, "");
        });
        isIn("#attention", "Rolling out again");
        isIn("#attention", "The one before: rolled back. It fails.");

        ended(WEB, "2", "SUCCESSFUL", MINUTE, Duration.ofSeconds(50));

        isIn("#clusters", "Succeeded");
    }

    @ParameterizedTest
    @CsvSource({
        "3, 12, #rolling, Rolling out",
        "3, 14, #attention, Overdue",
        "30, 59, #rolling, Rolling out",
        "30, 61, #attention, Overdue"
    })
    void whatTakesTwiceAsLongAsUsualAndTenMinutesMoreIsOverdue(int usual, int minutes, String section, String state) {
        open(() -> {
            IntStream.rangeClosed(1, 3)
                    .forEach(i ->
                            ended(WEB, "old" + i, "SUCCESSFUL", Duration.ofHours(3L + i), Duration.ofMinutes(usual)));
            tell("deployment", WEB, "1", "IN_PROGRESS", Duration.ofMinutes(minutes), "");
        });

        isIn(section, state);
        isIn(section, "for " + (minutes == 61 ? "1 h 1 min" : minutes + " min") + ", usually " + usual + " min");
    }

    @ParameterizedTest
    @CsvSource({"59, #rolling", "61, #attention"})
    void whatWasNeverSeenToSucceedIsOverdueAfterAnHour(int minutes, String section) {
        open(() -> tell("deployment", WEB, "1", "PENDING", Duration.ofMinutes(minutes), ""));

        isIn(section, minutes == 61 ? "Overdue" : "Pending");
    }

    @Test
    void itIsOverdueOnceTimeHasPassedThoughNoEventCame() {
        open(() -> tell("deployment", WEB, "1", "IN_PROGRESS", Duration.ofMinutes(50), ""));
        isIn("#rolling", "Rolling out");

        later(Duration.ofMinutes(11), readInTime("prod", "web"));

        isIn("#attention", "Overdue");
        browser.await("a word on it", () -> "prod/web: Overdue"
                .equals(browser.element("#news").getDomProperty("textContent")));
    }

    @Test
    void whatWaitsIsNotOverdue() {
        open(() -> {
            tell("deployment", WEB, "1", "IN_PROGRESS", Duration.ofHours(20), "");
            tell(
                    "awaiting-action",
                    WEB,
                    "1",
                    "IN_PROGRESS",
                    Duration.ofHours(20),
                    "\"awaiting\": {\"hookId\": \"h\"},");
        });

        isIn("#attention", "Waits for approval");
        browser.awaitText("[data-show=stuck] b", "0");
    }

    private String unreadable(String service) {
        return read(
                "prod",
                service,
                lastRead(Duration.ofMinutes(9))
                        + ",\"error\":\"AccessDeniedException\",\"failures\":1,\"unreadable\":true");
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "4, 1"})
    void manyOfAClusterThatCanNotBeReadAreOneTrouble(int services, int lines) {
        List<String> names = IntStream.range(0, services).mapToObj(i -> "s" + i).toList();
        open("", () -> {
            names.forEach(name -> joined("prod", name));
            joined("prod", "web");
        });

        health("", names.stream().map(this::unreadable).toList());

        browser.await("them", () -> browser.elements("#attention > li").size() == lines);
        assertThat(browser.element("#attention-count").getText()).isEqualTo(String.valueOf(lines));
        assertThat(browser.element("[data-show=unreadable] b").getText()).isEqualTo(String.valueOf(services));
        if (lines == 1) {
            assertThat(browser.element("#attention").getText()).contains("4 of its 5 services can't be read since ");
            browser.press("#attention summary");
            browser.await("each", () -> browser.elements("#attention .service").size() == services);
        }
    }

    @Test
    void oneThatRolledBackAndCanNotBeReadEitherTellsBoth() {
        open(() -> ended(WEB, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(2), MINUTE));
        isIn("#attention", "Rolled back");

        health(unreadable("web"));

        isIn("#attention", "Can't be read since ");
        isIn("#attention", "Rolled back");
    }

    /** Whoever looks at a rollout by the keyboard goes on where that has gone. */
    @Test
    void whatIsOpenedStaysSoWithTheFocusWhereverItGoes() {
        open(() -> {
            ended("prod/api", "1", "SUCCESSFUL", Duration.ofHours(2), MINUTE);
            tell("deployment", WEB, "1", "IN_PROGRESS", MINUTE, "");
        });
        browser.press("[data-service='prod/web'] summary");
        browser.await("it", () -> !browser.elements("[data-service='prod/web'] .detail")
                .isEmpty());

        tell("deployment", WEB, "1", "ROLLBACK_IN_PROGRESS", MINUTE, "");
        isIn("#attention", "Rolling back");
        hasTheFocus();
        ended(WEB, "1", "SUCCESSFUL", MINUTE, MINUTE);
        isIn("#clusters", "Succeeded");
        hasTheFocus();
    }

    private void hasTheFocus() {
        assertThat(browser.script("return document.activeElement.closest('[data-service]')?.dataset.service"))
                .isEqualTo(WEB);
        assertThat(browser.elements("[data-service='prod/web'] .detail")).hasSize(1);
    }

    /** A time alone would be taken for one of today. */
    @Test
    void whatWasNotTodayHasItsDate() {
        open(() -> ended(WEB, "1", "SUCCESSFUL", Duration.ofHours(50), MINUTE));

        browser.await("the date", () -> browser.element("[data-service='prod/web'] .when")
                .getText()
                .matches("\\p{L}{3},? .*\\d.*, \\d\\d:\\d\\d"));
        assertThat(browser.element("[data-service='prod/web'] .when").getDomAttribute("datetime"))
                .isEqualTo(
                        now.minus(Duration.ofHours(50)).plus(MINUTE).toString().replace("Z", ".000Z"));
    }

    @Test
    void whatIsThereWhenThePageOpensIsNoNewsAndWhatBeginsIsSaidOnce() {
        open(() -> ended(WEB, "1", "ROLLBACK_SUCCESSFUL", Duration.ofHours(2), MINUTE));
        isIn("#attention", "Rolled back");
        assertThat(browser.element("#news").getDomProperty("textContent")).isEmpty();
        browser.script(
                "window.said = []; new MutationObserver(() => window.said.push(document.querySelector('#news').textContent))"
                        + ".observe(document.querySelector('#news'), { childList: true, characterData: true, subtree: true })");

        ended("prod/api", "1", "ROLLBACK_SUCCESSFUL", MINUTE, MINUTE);
        browser.await("it", () -> browser.elements("#attention .service").size() == 2);
        tell("deployment", "prod/mail", "1", "IN_PROGRESS", MINUTE, "");
        browser.await("the other", () -> browser.elements("#rolling .service").size() == 1);

        assertThat(browser.texts("return window.said")).containsExactly("prod/api: Rolled back");
    }
}
