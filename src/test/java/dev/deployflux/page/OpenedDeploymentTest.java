package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** A deployment that is opened tells all that is known of it. */
@BrowserTest
class OpenedDeploymentTest extends ToldScene {

    private static final String WEB = "[data-service='prod/web'] ";
    private static final String DETAIL = WEB + ".detail";

    private String detail() {
        return browser.element(DETAIL).getText();
    }

    private void rollsOut() {
        for (int i = 1; i <= 3; i++) {
            ended("prod/web", "old" + i, "SUCCESSFUL", Duration.ofHours(2L * i), Duration.ofMinutes(3L + i));
        }
        tell(
                "deployment",
                "prod/web",
                "7",
                "IN_PROGRESS",
                Duration.ofMinutes(6),
                "\"startedAt\": \"" + ago(Duration.ofMinutes(5)) + "\", \"targetServiceRevisionArn\": \""
                        + "arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/42\",");
        tell(
                "progress",
                "prod/web",
                "7",
                "IN_PROGRESS",
                Duration.ofMinutes(6),
                "\"progress\": {\"lifecycleStage\": \"SCALE_UP\", \"runningTaskCount\": 1, \"requestedTaskCount\": 4,"
                        + " \"requestedTestTrafficWeight\": 100.0, \"requestedProductionTrafficWeight\": 0.0,"
                        + " \"failureCount\": 1, \"threshold\": 3},");
    }

    @Test
    void itsArnTimesStagesCountsAndTheUsualTimeAreThere() {
        open("", this::rollsOut);

        browser.press(WEB + "summary");

        browser.await("it", () -> detail().contains(ARN + "prod/web/7"));
        assertThat(detail().lines().map(String::strip))
                .containsSubsequence("Status", "Rolling out")
                .containsSubsequence("Stage", "Scaling up", "Prepare", "Scale up", "Test traffic")
                .containsSubsequence("Tasks", "1 of 4 tasks")
                .containsSubsequence("Traffic", "0 % of production, 100 % of test")
                .containsSubsequence("Trouble", "1 of 3 failures")
                .containsSubsequence("Running", "for 6 min, usually 5 min (median of 3 that succeeded)")
                .containsSubsequence("Revision", "42");
        assertThat(browser.texts(
                        "return [...document.querySelectorAll('[aria-current=step]')].map(each => each.innerText)"))
                .containsExactly("Scale up");
        assertThat(browser.texts(
                        "return [...document.querySelectorAll('.earlier button .lasted')].map(each => each.innerText)"))
                .containsExactly("", "4 min", "5 min", "6 min");
    }

    @Test
    void theAddressOpensTheSameForOthers() {
        open("?open=prod", this::rollsOut);
        browser.press(WEB + "summary");
        browser.await("it", () -> detail().contains(ARN + "prod/web/7"));
        browser.click(DETAIL + " .earlier li:nth-child(3) button");
        browser.await("the one before", () -> detail().contains(ARN + "prod/web/old2"));
        assertThat(browser.address()).endsWith("?open=prod&service=prod/web&deployment=old2");

        open(browser.address().replace(account.url(), ""), this::rollsOut);

        browser.await("the same", () -> detail().contains(ARN + "prod/web/old2"));
        assertThat(detail()).contains("Took\n5 min, usually 5 min");
    }

    @Test
    void oneThatIsNoLongerKnownIsSaidToBe() {
        open("?service=prod/web&deployment=gone", this::rollsOut);

        browser.await("the newest", () -> detail().startsWith(
                        "The deployment gone isn't known any more; this is the newest."));
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:ecs:eu-central-1, https://eu-central-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/web/deployments/7?region=eu-central-1",
        "arn:aws-cn:ecs:cn-north-1, https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/prod/services/web/deployments/7?region=cn-north-1",
        "arn:aws-us-gov:ecs:us-gov-west-1, https://us-gov-west-1.console.amazonaws-us-gov.com/ecs/v2/clusters/prod/services/web/deployments/7?region=us-gov-west-1",
        "arn:aws-iso:ecs:us-iso-east-1,",
        "arn:aws:ecs:evil.example/,",
    })
    void theConsoleIsThatOfThePartitionAndTheRegion(String arn, String address) {
        String whole = arn + ":123456789012:service-deployment/prod/web/7";
        open(
                "?service=prod/web",
                () -> tell("deployment", "prod/web", whole, "IN_PROGRESS", Duration.ofMinutes(6), ""));
        browser.await("it", () -> detail().contains(whole));

        assertThat(browser.texts("return [...document.querySelectorAll('.detail a')].map(each => each.href)"))
                .isEqualTo(address == null ? List.of() : List.of(address));
    }

    @Test
    void itsArnIsCopiedOrWhereThatIsNotAllowedSelected() {
        open("?service=prod/web", this::rollsOut);
        browser.await("it", () -> detail().contains(ARN + "prod/web/7"));
        browser.script("Object.defineProperty(navigator, 'clipboard',"
                + " { value: { writeText: async (text) => { window.copied = text; } }, configurable: true })");
        browser.click(DETAIL + " .copy");
        browser.awaitText(DETAIL + " .copy", "Copied");
        assertThat(browser.script("return window.copied")).isEqualTo(ARN + "prod/web/7");

        browser.script("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })");
        browser.click(DETAIL + " .copy");

        browser.awaitText(DETAIL + " .copy", "Selected: copy it");
        assertThat(browser.script("return getSelection().toString()")).isEqualTo(ARN + "prod/web/7");
    }

    /** From the search on, as somebody without a mouse does. */
    @Test
    void allOfItIsReachedByTheKeyboard() {
        open("", this::rollsOut);
        browser.type("/");
        browser.type("we");
        browser.await(
                "the search", () -> "we".equals(browser.element("[name=find]").getDomProperty("value")));
        browser.type(Keys.TAB, Keys.TAB);
        browser.type(Keys.ENTER);
        browser.await("it", () -> detail().contains(ARN + "prod/web/7"));

        browser.type(Keys.TAB);
        assertThat(browser.script("return document.activeElement.textContent")).isEqualTo("Copy ARN");
        browser.type(Keys.TAB);
        assertThat(browser.script("return document.activeElement.textContent")).isEqualTo("Open in the AWS console");
        browser.type(Keys.TAB, Keys.TAB);
        browser.type(Keys.SPACE);
        browser.await("the one before", () -> detail().contains(ARN + "prod/web/old1"));
        assertThat(browser.script("return document.activeElement.getAttribute('aria-pressed')"))
                .as("the focus stays where it was")
                .isEqualTo("true");
    }

    /** What ECS, and whoever names things there, may write is text. */
    @Test
    void markupStaysText() {
        String markup = "<img src=x onerror=document.title='taken'>";
        open("?service=prod/web", () -> {
            rollsOut();
            tell("deployment", "prod/web", "7" + markup, "ROLLBACK_SUCCESSFUL", Duration.ofMinutes(1), """
                    "statusReason": "%1$s", "finishedAt": "%2$s", "targetServiceRevisionArn": "x/%1$s",
                    "rollback": {"reason": "%1$s", "serviceRevisionArn": "y/%1$s"},
                    """.formatted(
                            markup, now));
            joined("<b>cluster</b>", "<i>service</i>");
        });

        browser.await("it", () -> detail().contains(markup));
        assertThat(browser.elements("img, i, h3 b")).isEmpty();
        assertThat(browser.element("#clusters h3").getText()).isEqualTo("<b>cluster</b>");
        assertThat(String.valueOf(browser.script("return document.title"))).endsWith("Deployments");
    }
}
