package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.page.BrowserTest;
import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** A blue/green rollout with a pause, as a person sees it in a browser, from its start to its end. */
@BrowserTest
class BlueGreenPageTest extends PageScene {

    private static final String SERVICE = "prod/mail";
    private static final Duration ROLLOUT = Duration.ofSeconds(10_000);
    private static final String WAITS = row(SERVICE) + " .waits";
    private static final String HOOK = row(SERVICE) + " .detail dd code";

    private String arn = "";

    @BeforeEach
    void deploy() {
        arn = shop.simulator()
                .cluster("prod")
                .service("mail")
                .deploy(DeploymentScript.blueGreen(ROLLOUT, 4)
                        .pauseAt(
                                DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
                                Duration.ofDays(1),
                                DeploymentLifecycleHookAction.ROLLBACK)
                        .build());
        showsState(SERVICE, "Pending");
    }

    private void toPercent(int from, int to) {
        shop.clock().advance(ROLLOUT.multipliedBy(to - from).dividedBy(100));
    }

    private void shows(String css, String text) {
        browser.awaitText(row(SERVICE) + " " + css, text);
    }

    private ServiceDeployment described() {
        return shop.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }

    private String hook() {
        return described().lifecycleHookDetails().get(0).hookId();
    }

    private void answer(DeploymentLifecycleHookAction action) {
        shop.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(arn).hookId(hook()).action(action))
                .join();
    }

    private void pausesAfterTheTestTraffic() {
        toPercent(0, 12);
        browser.await(
                "it to roll out, though for longer than its earlier ones",
                () -> browser.element(row(SERVICE) + " .chip").getText().matches("Rolling out|Overdue"));
        shows(".stage", "Preparing");
        toPercent(12, 32);
        shows(".stage", "Scaling up");
        browser.await(
                "tasks of four",
                () -> browser.element(row(SERVICE) + " .tasks").getText().matches("\\d of 4 tasks"));
        toPercent(32, 51);
        shows(".stage", "Test traffic shifted");
        shows(".tasks", "4 of 4 tasks");
        shows(".traffic", "0 % of production traffic");
        browser.await("the hook, until when and what then", () -> browser.element(WAITS)
                .getText()
                .matches("Waits for approval until .*\\d\\d:\\d\\d.*, then rolls back"));
        browser.press(row(SERVICE) + " summary");
        browser.awaitText(HOOK, hook());
        assertThat(browser.element("[data-show=paused] b").getText()).isEqualTo("1");
    }

    private void nothingOfTheRolloutIsLeft() {
        assertThat(browser.elements(row(SERVICE) + " .rollout, " + WAITS))
                .hasSize(2)
                .noneMatch(each -> each.isDisplayed());
        assertThat(browser.element("[data-show=paused] b").getText()).isEqualTo("0");
    }

    @Test
    void itIsSeenFromItsStartOverItsPauseToItsEnd() {
        pausesAfterTheTestTraffic();

        browser.open(browser.address());
        browser.awaitLive();
        shows(".stage", "Test traffic shifted");
        browser.awaitText(HOOK, hook());

        answer(DeploymentLifecycleHookAction.CONTINUE);
        browser.await("the wait to be over", () -> !browser.element(WAITS).isDisplayed());
        toPercent(50, 82);
        shows(".stage", "Baking");
        shows(".traffic", "100 % of production traffic");
        toPercent(82, 101);
        showsState(SERVICE, "Succeeded");
        nothingOfTheRolloutIsLeft();
    }

    @Test
    void itIsSeenHowAnAnswerRollsItBackAndWhy() {
        pausesAfterTheTestTraffic();

        answer(DeploymentLifecycleHookAction.ROLLBACK);
        browser.await("the wait to be over", () -> !browser.element(WAITS).isDisplayed());
        shows(".why", described().statusReason());
        toPercent(50, 90);

        showsState(SERVICE, "Rolled back");
        assertThat(browser.element(row(SERVICE) + " .why").isDisplayed()).isTrue();
        nothingOfTheRolloutIsLeft();
    }
}
