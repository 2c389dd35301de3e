package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thousand services: what is in the document, and what an event costs. Times are printed, and judged by nobody. */
@BrowserTest
class ManyServicesPageTest extends ToldScene {

    private static final int SERVICES = 1_000;

    /** Notes how long each frame of the page's took, with the layout that it needs, and which elements it has touched. */
    private static final String WATCH = """
            window.frames = [];
            const inTime = window.requestAnimationFrame;
            window.requestAnimationFrame = (draw) => inTime((at) => {
              const begin = performance.now();
              draw(at);
              document.body.offsetHeight;
              window.frames.push(performance.now() - begin);
            });
            window.touched = new Set();
            new MutationObserver((changes) => changes.forEach((change) => {
              const of = change.target.nodeType === Node.ELEMENT_NODE ? change.target : change.target.parentElement;
              if (!of?.closest("time, #log, #news")) {
                window.touched.add(of);
              }
            })).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
            """;

    private static String service(int i) {
        return "cluster-" + i % 4 + "/service-" + i;
    }

    @BeforeEach
    void open() {
        open("", () -> {
            browser.script("""
                    for (let i = 0; i < arguments[0]; i++) {
                      const change = { cluster: `cluster-${i % 4}`, service: `service-${i}` };
                      window.tell("service-joined", JSON.stringify({ notice: { message: "It is watched now.", ...change } }));
                      for (let hour = 1; hour <= 3; hour++) {
                        const at = (minutes) => new Date(Date.now() - hour * 3_600_000 + minutes * 60_000).toISOString();
                        window.tell("deployment", JSON.stringify({ serviceDeploymentArn: `${arguments[1]}${change.cluster}/${change.service}/${hour}`,
                          createdAt: at(0), finishedAt: at(4), status: "SUCCESSFUL", change }));
                      }
                    }
                    """, SERVICES, ARN);
        });
        browser.await("all", () -> browser.element("#counts").getText().equals("1,000 services in 4 clusters"));
        health(
                "",
                IntStream.range(0, SERVICES)
                        .mapToObj(i -> readInTime("cluster-" + i % 4, "service-" + i))
                        .toList());
        judged("good", "All 1,000 services read within 4 s");
    }

    private long elements() {
        return (Long) Objects.requireNonNull(browser.script("return document.querySelectorAll('*').length"));
    }

    private List<String> shown() {
        return browser.texts("return [...document.querySelectorAll('.service')].map(row => row.dataset.service)");
    }

    @Test
    void whatIsFoldedIsNotInTheDocument() {
        assertThat(shown()).isEmpty();
        assertThat(elements()).isLessThan(250);
    }

    @Test
    void aClusterThatIsOpenedShowsSomeAndMoreWhenAsked() {
        browser.press("[data-cluster=cluster-1] summary");
        browser.await("the first", () -> shown().size() == 50);
        assertThat(elements()).isLessThan(1_500);

        browser.press("[data-cluster=cluster-1] .more");

        browser.await("more", () -> shown().size() == 100);
        assertThat(browser.script("return document.activeElement.closest('.service').dataset.service"))
                .as("where the keyboard goes on")
                .isEqualTo(shown().get(50));
        assertThat(browser.element("[data-cluster=cluster-1] .more").getText())
                .isEqualTo("Show 50 more of 150 services not shown");
    }

    @Test
    void oneIsFoundByTyping() {
        browser.element("[name=find]").sendKeys("service-77");

        browser.await("it and those whose names go on", () -> shown().size() == 11);
        assertThat(shown()).contains(service(77), service(770), service(779));
        browser.element("[name=find]").sendKeys("7");
        browser.await("it", () -> shown().equals(List.of(service(777))));
    }

    @Test
    void oneThatALinkOpensIsShownThoughItIsFarDown() {
        browser.press("[data-cluster=cluster-3] summary");
        browser.await("the first", () -> shown().size() == 50);
        String last = "cluster-3/service-999";
        assertThat(shown()).doesNotContain(last);

        browser.element("[name=find]").sendKeys("service-999");
        browser.await("it", () -> shown().equals(List.of(last)));
        browser.press("[data-service='" + last + "'] summary");
        browser.await("its detail", () -> !browser.elements(".detail").isEmpty());
        browser.script(
                "const find = document.querySelector('[name=find]'); find.value = ''; find.dispatchEvent(new Event('input'))");

        browser.await("all of its cluster up to it", () -> shown().size() == 250);
        assertThat(browser.element(".detail").isDisplayed()).isTrue();
    }

    @Test
    void anEventTouchesItsServiceAndTheCounts() {
        browser.press("[data-cluster=cluster-1] summary");
        browser.await("the first", () -> shown().size() == 50);
        browser.script(WATCH);

        for (int i = 0; i < 20; i++) {
            tell("deployment", service(4 * i + 1), "new", "IN_PROGRESS", Duration.ofSeconds(20), "");
            int rolling = i + 1;
            browser.await("it", () -> browser.elements("#rolling .service").size() == rolling);
        }

        List<Double> frames = browser.texts("return window.frames").stream()
                .map(Double::valueOf)
                .sorted()
                .toList();
        System.out.printf(
                "An event among 1,000 services: %.1f ms in the middle, %.1f ms at most, with its layout%n",
                frames.get(frames.size() / 2), frames.get(frames.size() - 1));
        List<String> touched =
                browser.texts("return [...window.touched].map(each => each.className || each.id || each.localName)");
        assertThat(touched).as("elements that twenty events have touched").hasSizeLessThan(20 * 20);
    }

    @Test
    void aThousandThatAreRolledBackAreNotAllDrawn() {
        browser.script("""
                for (let i = 0; i < arguments[0]; i++) {
                  const change = { cluster: `cluster-${i % 4}`, service: `service-${i}` };
                  window.tell("deployment", JSON.stringify({ serviceDeploymentArn: `${arguments[1]}${change.cluster}/${change.service}/new`,
                    createdAt: new Date().toISOString(), finishedAt: new Date().toISOString(), status: "ROLLBACK_SUCCESSFUL", change }));
                }
                """, SERVICES, ARN);

        browser.awaitText("#attention-count", "1000");
        assertThat(shown()).hasSize(50);
        assertThat(elements()).isLessThan(2_000);
        browser.await(
                "a word on how many",
                () -> "50 services need attention"
                                .equals(browser.element("#news").getDomProperty("textContent"))
                        || "1000 services need attention"
                                .equals(browser.element("#news").getDomProperty("textContent")));
    }
}
