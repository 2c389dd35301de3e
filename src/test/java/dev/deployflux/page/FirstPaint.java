package dev.deployflux.page;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Measures how soon the page shows itself, and how soon all of a thousand services of a real server. These are read first, which
 * takes a minute.
 */
public final class FirstPaint {

    private static final String SERVICES = "1,000 services in 5 clusters";
    private static final int LOADS = 9;

    private FirstPaint() {}

    /** The program. */
    public static void main(String[] arguments) {
        List<Double> painted = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        try (OnCallAccount account = OnCallAccount.open(1_000);
                Browser browser = new Browser()) {
            account.bean(DeploymentFeed.class)
                    .entries()
                    .takeUntil(entry -> entry.event() instanceof DeploymentEvent.Live)
                    .blockLast();
            for (int load = 0; load < LOADS; load++) {
                browser.open(account.url());
                browser.awaitLive();
                browser.await("all", () -> browser.element("#counts").getText().startsWith(SERVICES));
                whole.add(millis(browser, "performance.now()"));
                painted.add(millis(browser, "performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            }
        }
        print("First paint", painted);
        print(SERVICES, whole);
        System.exit(0);
    }

    private static double millis(Browser browser, String expression) {
        return ((Number) Objects.requireNonNull(browser.script("return " + expression))).doubleValue();
    }

    private static void print(String what, List<Double> millis) {
        Collections.sort(millis);
        System.out.printf(
                "%s: %.0f ms in the middle, %.0f ms at most%n",
                what, millis.get(millis.size() / 2), millis.get(millis.size() - 1));
    }
}
