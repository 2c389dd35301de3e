package dev.deployflux.proxies;

import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.webflux.SseServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Measures streams behind nginx and HAProxy, both at once, and exits with 0 only if they open at once, events arrive in time, idle
 * ones stay open, and whoever leaves frees a place within a heartbeat.
 *
 * <p>{@code --seconds=150} is how long, which is how long the idle ones are idle.
 */
public final class ProxiesProof {

    private static final long DEFAULT_SECONDS = 150;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Of all events but one in a hundred: what a proxy holds back is late each time, while a busy machine is now and then. */
    private static final Duration IN_TIME = Duration.ofMillis(100);

    /** What is held back waits for the next event or heartbeat; a machine that is busy with other things is faster than that. */
    private static final Duration AT_LAST = Duration.ofSeconds(5);

    private static final int BETWEEN_DEPLOYMENTS = 300;
    private static final int LONGEST_VISIT = 4_000;

    private final LocalCertificate certificate = LocalCertificate.create();
    private final Random random = new Random();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final List<RunningProxy> proxies = new ArrayList<>();
    private final List<Measured> ways = new ArrayList<>();

    /** The program. */
    public static void main(String[] arguments) throws InterruptedException {
        LoggingSystem.get(ProxiesProof.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        long seconds = ProgramOptions.of(arguments, Map.of("--seconds", DEFAULT_SECONDS))
                .get("--seconds");
        System.out.printf("Streams behind nginx and HAProxy for %d seconds.%n", seconds);
        ProxiesProof proof = new ProxiesProof();
        proof.play(Duration.ofSeconds(seconds));
        proof.failures.forEach(failure -> System.out.println("FAILURE: " + failure));
        System.out.println(proof.failures.isEmpty() ? "The proxies aren't noticed." : "FAILED.");
        System.exit(proof.failures.isEmpty() ? 0 : 1);
    }

    private void play(Duration duration) throws InterruptedException {
        try (SseServer server = new SseServer(
                0, watcher -> watcher.interval(LOOK).idleInterval(LOOK), sse -> sse.heartbeat(HEARTBEAT))) {
            server.feed.entries().subscribe(entry -> told.putIfAbsent(entry.id().toString(), System.nanoTime()));
            try {
                for (ReverseProxy kind : ReverseProxy.values()) {
                    proxies.add(RunningProxy.start(kind, server.port(), certificate));
                }
                play(server, System.nanoTime() + duration.toNanos());
            } finally {
                proxies.forEach(RunningProxy::close);
            }
        }
    }

    private void play(SseServer server, long end) throws InterruptedException {
        TimedClient direct = TimedClient.open(HttpClient.newHttpClient(), server.uri("/events"));
        direct.awaitLive();
        for (Way way : Way.values()) {
            ways.add(new Measured(way));
        }
        Thread deploying = new Thread(() -> deploy(server, end), "deploys");
        deploying.start();
        while (System.nanoTime() < end) {
            for (Measured way : ways) {
                way.visit(server);
            }
        }
        deploying.join();
        server.service("staging").deploy(DeploymentScript.endless(Duration.ofHours(1)));
        Thread.sleep(LOOK.multipliedBy(3).toMillis());
        System.out.printf("%nDelivery without a proxy: %s%n", delivery(direct));
        ways.forEach(way -> way.report(direct));
    }

    private static void deploy(SseServer server, long end) {
        try {
            while (System.nanoTime() < end) {
                server.service("prod").deploy(DeploymentScript.endless(Duration.ofHours(1)));
                Thread.sleep(BETWEEN_DEPLOYMENTS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How much later than without a proxy, for a machine that is busy with other things is late everywhere. */
    private static Delays added(TimedClient client, TimedClient direct) {
        List<Duration> delays = new ArrayList<>();
        client.arrivals.forEach((id, at) -> {
            long sooner = direct.arrivals.getOrDefault(id, at);
            delays.add(Duration.ofNanos(Math.max(at - sooner, 0)));
        });
        return Delays.of(delays);
    }

    /** How long after the feed told them. */
    private Delays delivery(TimedClient client) {
        List<Duration> delays = new ArrayList<>();
        client.arrivals.forEach((id, at) -> {
            Long sent = told.get(id);
            if (sent != null) {
                delays.add(Duration.ofNanos(at - sent));
            }
        });
        return Delays.of(delays);
    }

    private void require(Duration took, Duration atMost, String what) {
        require(took.compareTo(atMost) <= 0, what + " after " + took.toMillis() + " ms, and not within " + atMost);
    }

    private void require(boolean holds, String failure) {
        if (!holds) {
            failures.add(failure);
        }
    }

    /** A way, and who is on it: one who reads everything, one who gets nothing but heartbeats, and visitors. */
    private final class Measured {

        private final Way way;
        private final RunningProxy proxy;
        private final HttpClient client;
        private final List<Duration> opened = new ArrayList<>();
        private final List<Duration> freed = new ArrayList<>();
        private final TimedClient reader;
        private final TimedClient idle;

        Measured(Way way) {
            this.way = way;
            this.proxy = proxies.stream()
                    .filter(each -> each.kind() == way.proxy())
                    .findFirst()
                    .orElseThrow();
            this.client = way.client(certificate);
            this.reader = open("/events");
            this.idle = open("/events?cluster=staging");
        }

        private TimedClient open(String path) {
            TimedClient opening = TimedClient.open(client, way.uri(proxy, path));
            opened.add(opening.awaitLive());
            return opening;
        }

        /** Somebody comes this way, leaves, and is waited for until the place is free. */
        void visit(SseServer server) throws InterruptedException {
            int before = server.sse.clients();
            TimedClient visitor = open("/events?cluster=staging");
            Thread.sleep(random.nextInt(LONGEST_VISIT));
            long left = System.nanoTime();
            visitor.leave();
            while (server.sse.clients() > before
                    && System.nanoTime() - left < HEARTBEAT.multipliedBy(2).toNanos()) {
                Thread.sleep(1);
            }
            freed.add(Duration.ofNanos(System.nanoTime() - left));
        }

        void report(TimedClient direct) {
            Delays opens = Delays.of(opened);
            Delays frees = Delays.of(freed);
            Delays delivery = delivery(reader);
            Delays added = added(reader, direct);
            System.out.printf("%n%s%n  opens    %s%n  delivery %s%n  added    %s%n", way, opens, delivery, added);
            System.out.printf("  frees    %s%n", frees);
            System.out.printf(
                    "  idle     %5d heartbeats, longest silence %d ms%n",
                    idle.heartbeats(), idle.longestSilence().toMillis());
            require(opens.percentile(50), IN_TIME, way + " opened every second stream");
            require(opens.longest(), AT_LAST, way + " opened a stream");
            require(added.percentile(99), IN_TIME, way + " delivered one of a hundred events");
            require(added.longest(), AT_LAST, way + " delivered an event");
            require(frees.longest(), HEARTBEAT, way + " freed a place");
            require(delivery.count() == delivery(direct).count(), way + " lost events");
            require(idle.end().isEmpty(), way + " ended an idle stream: " + idle.end());
            require(idle.heartbeats() > 0 && idle.arrivals.size() == 1, way + " has no stream that was idle");
        }
    }
}
