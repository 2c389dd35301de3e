package dev.deployflux.soak;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What was deployed, each service once; when a hint of it was handed over; and when it was told. Hears on many threads. */
final class HintedDeployments {

    /** Besides what is promised, for a machine that does other things too. */
    static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Duration WITHOUT_HINTS = Duration.ofSeconds(80);
    private static final Duration HALF_OF_HINTED = Duration.ofSeconds(2);
    private static final Duration NEARLY_ALL_HINTED = Duration.ofSeconds(5);

    private final EcsSimulator ecs;
    private final Iterator<ServiceRef> next;
    private final Map<ServiceRef, Told> all = new ConcurrentHashMap<>();
    private @Nullable Long lastAt;

    /** One deployment. */
    private static final class Told {
        private final long from = System.nanoTime();
        private @Nullable Duration hinted;
        private @Nullable Duration told;

        private Duration age() {
            return Duration.ofNanos(System.nanoTime() - from);
        }

        private synchronized void hinted() {
            if (hinted == null && told == null) {
                hinted = age();
            }
        }

        private synchronized void told() {
            told = age();
        }

        private synchronized @Nullable Duration toldAfterHint() {
            return hinted == null ? null : (told == null ? age() : told).minus(hinted);
        }

        /** How old it was when it was told, or is by now. */
        private synchronized Duration untold() {
            return told == null ? age() : told;
        }

        private synchronized boolean isTold() {
            return told != null;
        }
    }

    HintedDeployments(EcsSimulator ecs, List<ServiceRef> services) {
        this.ecs = ecs;
        List<ServiceRef> order = new ArrayList<>(services);
        Collections.shuffle(order, new Random(1));
        this.next = order.iterator();
    }

    /** Deploys the next service if the last deployment was so long ago. */
    void deployEvery(Duration pause, DeploymentScript script) {
        long now = System.nanoTime();
        if (lastAt != null && now - lastAt < pause.toNanos()) {
            return;
        }
        lastAt = lastAt == null ? now : lastAt + pause.toNanos();
        if (!next.hasNext()) {
            throw new IllegalStateException("every service has been deployed: write fewer --seconds");
        }
        ServiceRef service = next.next();
        all.put(service, new Told());
        ecs.cluster(service.cluster()).service(service.service()).deploy(script);
    }

    void hinted(ServiceRef service) {
        Told deployment = all.get(service);
        if (deployment != null) {
            deployment.hinted();
        }
    }

    /** A service is deployed once, after what it had before was told. */
    void told(ServiceRef service) {
        Told deployment = all.get(service);
        if (deployment != null) {
            deployment.told();
        }
    }

    /** Prints how soon they were told, and names what took longer than it may. */
    void judge(Tally tally) {
        List<Duration> hinted = new ArrayList<>();
        List<Duration> unhinted = new ArrayList<>();
        for (Told deployment : all.values()) {
            Duration afterHint = deployment.toldAfterHint();
            if (afterHint == null) {
                unhinted.add(deployment.untold());
            } else {
                hinted.add(afterHint);
            }
            tally.count(deployment.isTold() ? "deployments told" : "deployments still to be told");
        }
        atMost(tally, hinted, "told after its first hint", 0.5, HALF_OF_HINTED);
        atMost(tally, hinted, "told after its first hint", 0.99, NEARLY_ALL_HINTED);
        atMost(tally, unhinted, "told without a hint", 0.5, WITHOUT_HINTS);
        atMost(tally, unhinted, "told without a hint", 1, WITHOUT_HINTS.plus(TOLERANCE));
    }

    private static void atMost(Tally tally, List<Duration> times, String what, double share, Duration most) {
        if (times.isEmpty()) {
            tally.violation("no deployment was " + what);
            return;
        }
        Collections.sort(times);
        Duration time = times.get((int) Math.ceil(share * times.size()) - 1);
        System.out.printf(
                "%-26s %4d deployments: %3.0f %% within %6d ms, goal %6d ms%n",
                what, times.size(), 100 * share, time.toMillis(), most.toMillis());
        if (time.compareTo(most) > 0) {
            tally.violation("%.0f %% were %s within %s, not %s".formatted(100 * share, what, time, most));
        }
    }
}
