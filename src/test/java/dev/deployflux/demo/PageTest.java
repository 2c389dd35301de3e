package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.page.BrowserTest;
import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** The demo's page, as a person sees it in a browser. */
@BrowserTest
class PageTest extends PageScene {

    private String history(String service) {
        return browser.element(row(service) + " .detail").getText();
    }

    private List<String> services() {
        return browser.texts("return [...document.querySelectorAll('.service')].map(row => row.dataset.service)");
    }

    @Test
    void aDeploymentIsSeenFromItsStartToItsRollback() {
        browser.choose("#deploy-service", "prod/mail");
        browser.click("#deploy-bad");
        showsState("prod/mail", "Pending");

        shop.clock().advance(Duration.ofMinutes(2));
        showsState("prod/mail", "Rolling out");
        shop.clock().advance(Duration.ofMinutes(4));
        showsState("prod/mail", "Rolling back");
        browser.awaitText(row("prod/mail") + " .why", "ECS deployment circuit breaker: tasks failed to start.");
        shop.clock().advance(Duration.ofMinutes(5));
        showsState("prod/mail", "Rolled back");

        browser.press(row("prod/mail") + " summary");
        browser.await("its history", () -> history("prod/mail").contains("Rolled back"));
        assertThat(history("prod/mail")).contains("circuit breaker");
    }

    private List<String> servicesOf(String section) {
        return browser.texts(
                "return [...document.querySelectorAll(arguments[0] + ' .service')].map(row => row.dataset.service)",
                section);
    }

    @Test
    void whatRollsOutComesBeforeTheRestAndWhatRolledBackBeforeThat() {
        browser.choose("#deploy-service", "staging/stock");
        browser.click("#deploy-good");
        browser.await("it to roll out", () -> servicesOf("#rolling").contains("staging/stock"));
        shop.clock().advance(Duration.ofHours(1));
        browser.await("it to be among the rest", () -> servicesOf("#clusters").contains("staging/stock"));

        browser.choose("#deploy-service", "staging/stock");
        browser.click("#deploy-bad");
        browser.await("it to roll out again", () -> servicesOf("#rolling").contains("staging/stock"));
        shop.clock().advance(Duration.ofMinutes(6));

        browser.await("it to be the first of all", () -> services().get(0).equals("staging/stock"));
        assertThat(servicesOf("#attention")).startsWith("staging/stock");
    }

    @Test
    void filtersAreKeptInTheAddress() {
        browser.element("[name=find]").sendKeys("AuT");
        browser.await("two services", () -> services().equals(List.of("prod/auth", "staging/auth")));
        browser.choose("[name=cluster]", "staging");
        browser.await("one service", () -> services().equals(List.of("staging/auth")));
        assertThat(browser.address()).endsWith("?open=prod,staging&find=AuT&cluster=staging");

        browser.open(browser.address());
        browser.awaitLive();

        browser.await("the same service", () -> services().equals(List.of("staging/auth")));
        assertThat(browser.element("[name=cluster]").getDomProperty("value")).isEqualTo("staging");
        browser.choose("[name=cluster]", "");
        browser.await("both again", () -> services().equals(List.of("prod/auth", "staging/auth")));
    }

    @Test
    void anUnknownClusterIsToldWithThoseThatThereAre() {
        browser.open(url + "?cluster=moon");

        browser.awaitText("#empty", "No service of the cluster moon is watched. There are: prod, staging.");

        browser.choose("[name=cluster]", "");
        browser.await("all of them", () -> browser.element("#counts").getText().equals("24 services in 2 clusters"));
    }

    @Test
    void aReasonIsTextAndNeverMarkup() {
        String reason = "<img src=nothing onerror=\"document.title='taken'\"><u>line</u>";
        shop.simulator()
                .cluster("prod")
                .service("images")
                .deploy(DeploymentScript.rollback(Duration.ofMinutes(1), reason));
        shop.clock().advance(Duration.ofMinutes(2));

        browser.awaitText(row("prod/images") + " .why", reason);
        browser.press(row("prod/images") + " summary");

        browser.await("its history", () -> history("prod/images").contains(reason));
        assertThat(browser.elements("img, u")).isEmpty();
        assertThat(String.valueOf(browser.script("return document.title"))).endsWith("Deployments");
    }

    @Test
    void theSliderMakesTimePassFaster() {
        WebElement slider = browser.element("#speed");
        browser.script(
                "arguments[0].value = 100; for (const kind of ['input', 'change'])"
                        + " arguments[0].dispatchEvent(new Event(kind, { bubbles: true }))",
                slider);

        browser.awaitText("#speed-text", "600×");
        browser.await("the simulator to be fast", () -> shop.clock().speed() == 600);
    }

    @Test
    void troubleIsShownAndHealed() {
        browser.click("[data-trouble=cuts]");
        browser.await(
                "all of them to be called unreadable, and since when",
                () -> browser.element("#freshness").getText().matches("24 of 24 can't be read since \\d\\d:\\d\\d"));
        assertThat(browser.element("#verdict").getDomAttribute("data-level")).isEqualTo("bad");
        assertThat(browser.element("[data-trouble=cuts]").getDomAttribute("aria-pressed"))
                .isEqualTo("true");

        browser.click("[data-trouble=none]");

        browser.await("green", () -> "good".equals(browser.element("#verdict").getDomAttribute("data-level")));
        assertThat(browser.elements("[data-kind=unreadable] .name")).isEmpty();
        assertThat(shop.trouble()).isEqualTo(Trouble.NONE);
    }

    @Test
    void aServiceThatWasNeverReadIsNotCalledFresh() {
        browser.await(
                "fresh news",
                () -> browser.element("#freshness").getText().matches("All 24 services read within \\d+ s"));

        browser.script("window.fetch = async () => Response.json({ services: [{ service: 'web' },"
                + " { service: 'api', lastGoodPass: new Date().toISOString() }] })");

        browser.awaitText("#freshness", "1 of 2 services not read yet");
    }

    @Test
    void everythingCanBeReachedByKeyboardAndHasAName() {
        assertThat(browser.script("""
                        return [...document.querySelectorAll('button, input, select')]
                            .filter(each => !each.labels?.length && !each.ariaLabel && !each.textContent.trim())
                            .map(each => each.outerHTML)
                        """))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .isEmpty();
    }

    /** As on a phone. */
    @Test
    void nothingIsWiderThanASmallScreen() {
        assertThat(browser.script("""
                        const frame = document.createElement('iframe');
                        frame.style.width = '375px';
                        frame.src = location.href;
                        document.body.append(frame);
                        window.narrow = frame;
                        return true
                        """)).isEqualTo(true);
        browser.await(
                "the page in the frame",
                () -> Boolean.TRUE.equals(browser.script(
                        "return window.narrow.contentDocument.querySelectorAll('.service').length > 20")));

        assertThat(browser.script("return window.narrow.contentDocument.documentElement.scrollWidth <= 375"))
                .isEqualTo(true);
    }
}
