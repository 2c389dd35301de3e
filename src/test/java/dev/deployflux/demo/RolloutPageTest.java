package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.page.Browser;
import dev.deployflux.page.BrowserTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.WebElement;
import org.springframework.context.ConfigurableApplicationContext;

/** What the page shows of a rollout's events that were made by hand, also of such as no ECS has told so far. */
@BrowserTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutPageTest {

    private static final String WEB = "[data-service='prod/web'] ";
    private static final String FOREVER = "Waits for approval, for as long as it takes";

    private ConfigurableApplicationContext demo;
    private Browser browser;

    @BeforeAll
    void start() {
        demo = DemoApplication.start("--server.port=0", "--deployflux.demo.life=false");
        browser = new Browser();
        browser.tellByHand();
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
        browser.open(
                "http://localhost:" + demo.getEnvironment().getRequiredProperty("local.server.port") + "/?open=prod");
        browser.tell("reset", "{\"notice\":{\"message\":\"This is all that is known now.\"}}");
        tell("deployment", "IN_PROGRESS", "");
        browser.tell("live", "{\"notice\":{\"message\":\"What follows is new.\"}}");
        browser.awaitLive();
        shows(".chip", "Rolling out");
    }

    @AfterEach
    void theConsoleIsSilent() {
        assertThat(browser.complaints()).isEmpty();
    }

    private void tell(String name, String status, String parts) {
        browser.tell(
                name, """
                {"serviceDeploymentArn": "arn:web/7", "createdAt": "%s", "status": "%s", %s
                 "change": {"cluster": "prod", "service": "web"}}
                """.formatted(demo.getBean(SimulatedShop.class).clock().instant(), status, parts));
    }

    private void progress(String fields) {
        tell("progress", "IN_PROGRESS", "\"progress\": {" + fields + "},");
    }

    private void shows(String css, String text) {
        browser.awaitText(WEB + css, text);
    }

    private WebElement bar() {
        return browser.element(WEB + "progress");
    }

    private String row() {
        return browser.element(WEB).getText();
    }

    @Test
    void aServerThatTellsNoProgressShowsNoneOfIt() {
        assertThat(browser.elements(WEB + ".rollout, " + WEB + ".waits"))
                .hasSize(2)
                .noneMatch(WebElement::isDisplayed);
        assertThat(row()).doesNotContain("undefined", "null", "NaN");
    }

    @Test
    void whatIsNotToldIsLeftOut() {
        progress("\"lifecycleStage\": \"STAGE_OF_2031\"");
        shows(".stage", "Stage of 2031");
        assertThat(bar().isDisplayed()).isFalse();

        progress("\"runningTaskCount\": 1, \"requestedTaskCount\": 4");
        shows(".tasks", "1 of 4 tasks");
        assertThat(browser.shown(WEB + ".stage", WEB + ".traffic")).containsExactly("", "");

        progress("\"requestedProductionTrafficWeight\": 12.5, \"runningTaskCount\": 0, \"requestedTaskCount\": 0");
        shows(".traffic", "12.5 % of production traffic");
        assertThat(bar().isDisplayed()).isFalse();
        assertThat(row()).doesNotContain("undefined", "null", "NaN");
    }

    @Test
    void theBarHasANameAndTheNumbersThatStandBesideIt() {
        progress("\"lifecycleStage\": \"SCALE_UP\", \"runningTaskCount\": 3, \"requestedTaskCount\": 4");
        shows(".tasks", "3 of 4 tasks");

        assertThat(bar().getAriaRole()).isEqualTo("progressbar");
        assertThat(bar().getAccessibleName()).isEqualTo("Running tasks");
        assertThat(bar().getDomProperty("value")).isEqualTo("3");
        assertThat(bar().getDomProperty("max")).isEqualTo("4");
    }

    @Test
    void failuresAndAlarmsAreTold() {
        progress("\"failureCount\": 2, \"threshold\": 3, \"triggeredAlarmNames\": [\"errors\", \"latency\"]");

        shows(".trouble", "2 of 3 failures; alarm errors, latency");
    }

    @Test
    void aNewStatusLeavesTheProgressAndSaysWhyItRollsBack() {
        progress("\"lifecycleStage\": \"BAKE_TIME\"");
        shows(".stage", "Baking");
        tell("deployment", "ROLLBACK_IN_PROGRESS", "");
        shows(".chip", "Rolling back");
        shows(".stage", "Baking");
        assertThat(browser.shown(WEB + ".why")).containsExactly("");

        tell(
                "progress",
                "ROLLBACK_IN_PROGRESS",
                "\"rollback\": {\"reason\": \"The alarm errors.\"}, \"progress\": {\"lifecycleStage\": \"CLEAN_UP\"},");
        shows(".why", "The alarm errors.");
        tell("deployment", "ROLLBACK_SUCCESSFUL", "");

        shows(".chip", "Rolled back");
        shows(".why", "The alarm errors.");
    }

    @Test
    void aWaitWithoutEndIsToldAsSuchAndItsHookIsTextAndNeverMarkup() {
        String hook = "<img src=nothing onerror=document.title='taken'>";
        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"" + hook + "\"},");

        shows(".waits", FOREVER);
        browser.press(WEB + "summary");
        browser.awaitText(WEB + ".detail code", hook);
        assertThat(browser.elements("img")).isEmpty();
        tell("awaiting-ended", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"" + hook + "\"},");
        browser.await("the wait to be gone", () -> browser.shown(WEB + ".waits").contains(""));
    }

    @Test
    void theEndOfAWaitLeavesThatOfAnotherHook() {
        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-1\"},");
        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-2\"},");
        tell("awaiting-ended", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-1\"},");
        progress("\"lifecycleStage\": \"BAKE_TIME\"");

        shows(".stage", "Baking");
        browser.press(WEB + "summary");
        browser.awaitText(WEB + ".detail code", "ecs-pause-2");
    }

    @Test
    void aWaitOfDaysNamesItsDay() {
        tell(
                "awaiting-action",
                "IN_PROGRESS",
                "\"awaiting\": {\"hookId\": \"ecs-pause-1\", \"expiresAt\": \"2040-03-07T12:00:00Z\","
                        + " \"timeoutAction\": \"CONTINUE\"},");

        browser.await("the day and what follows", () -> browser.element(WEB + ".waits")
                .getText()
                .matches("Waits for approval until .*\\b7\\b.*\\d\\d:\\d\\d.*, then goes on"));
    }

    @Test
    void theEndTakesTheBarAndTheWaitAwayThoughNoOtherEventDid() {
        progress("\"lifecycleStage\": \"SCALE_UP\", \"runningTaskCount\": 3, \"requestedTaskCount\": 4");
        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-1\"},");
        browser.await("the wait", () -> !browser.shown(WEB + ".waits").contains(""));

        tell("deployment", "SUCCESSFUL", "");

        shows(".chip", "Succeeded");
        assertThat(browser.shown(WEB + ".rollout", WEB + ".waits")).containsExactly("", "");
    }

    @Test
    void whoWaitsIsCountedAndCanBeShownAlone() {
        browser.click("[data-show=paused]");
        browser.await("nobody", () -> browser.elements(".service").isEmpty());
        assertThat(browser.address()).endsWith("show=paused");

        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-1\"},");

        shows(".waits", FOREVER);
        assertThat(browser.element("[data-show=paused]").getText()).isEqualTo("1\nWait for approval");
    }

    @Test
    void thatDescriptionsFailIsAWarningUntilTheySucceed() {
        browser.tell("details-failing", "{\"notice\":{\"message\":\"Can't be described.\"}}");
        browser.awaitText("#warnings", "Can't be described.");

        browser.tell("details-recovered", "{\"notice\":{\"message\":\"Can be described.\"}}");

        browser.await("no warning", () -> browser.elements("#warnings li").isEmpty());
    }

    @Test
    void thatChangesAreFoundMoreSlowlyIsAWarningUntilTheyAreFoundAsEver() {
        browser.tell("detector-failing", "{\"notice\":{\"message\":\"Found more slowly.\"}}");
        browser.tell("hints-failing", "{\"notice\":{\"message\":\"No hints.\"}}");
        browser.awaitText("#warnings", "Found more slowly.\nNo hints.");

        browser.tell("detector-recovered", "{\"notice\":{\"message\":\"Found as ever.\"}}");
        browser.tell("hints-recovered", "{\"notice\":{\"message\":\"Hints come.\"}}");

        browser.await("no warning", () -> browser.elements("#warnings li").isEmpty());
    }

    @Test
    void aHookWithALongIdIsNoWiderThanASmallScreen() {
        progress("\"lifecycleStage\": \"POST_PRODUCTION_TRAFFIC_SHIFT\", \"runningTaskCount\": 1000,"
                + " \"requestedTaskCount\": 1000, \"requestedProductionTrafficWeight\": 33.3");
        tell("awaiting-action", "IN_PROGRESS", "\"awaiting\": {\"hookId\": \"ecs-pause-" + "M".repeat(80) + "\"},");

        browser.onASmallScreen(() -> {
            browser.await("the hook", () -> browser.element(WEB + ".waits").isDisplayed());
            assertThat(browser.script("return [...document.querySelectorAll('.service span, .service code')]"
                            + ".every(each => each.getBoundingClientRect().right <= 375)"))
                    .isEqualTo(true);
        });
    }

    /** Whatever moves stands among the rules for those who have nothing against it. */
    @Test
    void nothingMovesForWhoeverDoesNotLikeIt() {
        String moving = "return [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])%s"
                + ".filter(rule => rule.style?.transitionDuration || rule.style?.animationName)"
                + ".map(rule => rule.selectorText)";

        assertThat(browser.texts(moving.formatted(""))).isEmpty();
        assertThat(browser.texts(moving.formatted(
                        ".filter(rule => rule.media?.mediaText === '(prefers-reduced-motion: no-preference)')"
                                + ".flatMap(rule => [...rule.cssRules])")))
                .contains("progress::-webkit-progress-value");
    }
}
