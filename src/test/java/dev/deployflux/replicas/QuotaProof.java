package dev.deployflux.replicas;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Three processes share one account: two scan, one calls now and then. For a minute, then one that scans is killed. Exits with 0
 * only if they use 95 percent of the rate, none is throttled after the first ten seconds, and the others have the share of the one
 * that was killed within four seconds.
 *
 * <p>Needs redis-server. The times are this machine's, so this is no test of JUnit's. One argument, seconds before the kill;
 * default 60, at least 20:
 *
 * <pre>{@code
 * mvn spring-boot:test-run -Dspring-boot.run.main-class=dev.deployflux.replicas.QuotaProof -Dspring-boot.run.arguments=20
 * }</pre>
 */
public final class QuotaProof {

    private static final int RATE = ApiBucket.SERVICE_DEPLOYMENTS.perSecond();
    private static final double USED = 0.95;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration TAKEOVER = Duration.ofSeconds(4);
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);

    private final EcsSimulator ecs;
    private boolean good = true;

    private QuotaProof(EcsSimulator ecs) {
        this.ecs = ecs;
    }

    /** The program. */
    public static void main(String[] arguments) {
        Duration duration = Duration.ofSeconds(arguments.length == 0 ? 60 : Long.parseLong(arguments[0]));
        boolean good;
        try (RedisServer redis = RedisServer.start();
                EcsSimulator ecs = EcsSimulator.builder()
                        .throttling(true)
                        .throttlingClock(SimulatorClock.running(Instant.EPOCH, 1))
                        .start()) {
            for (String service : List.of("one", "two", "seldom")) {
                ecs.cluster("default").service(service).history(1);
            }
            good = new QuotaProof(ecs).play("redis://127.0.0.1:" + redis.port(), duration);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean play(String redis, Duration duration) {
        String address = ecs.endpoint().toString();
        try (QuotaProcess one = new QuotaProcess(QuotaReplica.class, address, redis, "one", "16", "0");
                QuotaProcess two = new QuotaProcess(QuotaReplica.class, address, redis, "two", "16", "0");
                QuotaProcess seldom = new QuotaProcess(QuotaReplica.class, address, redis, "seldom", "1", "2000")) {
            long start = awaitFirstCall();
            sleepUntil(start, WARM_UP);
            int before = ecs.calls().count();
            int throttledBefore = throttled();
            List<Integer> eachBefore = List.of(
                    one.last().answers(), two.last().answers(), seldom.last().answers());
            sleepUntil(start, duration);
            double seconds = duration.minus(WARM_UP).toMillis() / 1_000.0;
            double perSecond = (ecs.calls().count() - before) / seconds;
            int throttled = throttled() - throttledBefore;
            say("the first %d s: %d calls, %d throttled", WARM_UP.toSeconds(), before, throttledBefore);
            say(
                    "then %.0f s: %.2f calls a second of %d; one %.2f, two %.2f, seldom %.2f",
                    seconds,
                    perSecond,
                    RATE,
                    (one.last().answers() - eachBefore.get(0)) / seconds,
                    (two.last().answers() - eachBefore.get(1)) / seconds,
                    (seldom.last().answers() - eachBefore.get(2)) / seconds);
            judge(perSecond >= USED * RATE, "%.1f percent of the rate used", 100 * perSecond / RATE);
            judge(throttled == 0, "%d throttled after the first %d s", throttled, WARM_UP.toSeconds());
            kill(one, two, seldom);
        }
        return good;
    }

    private void kill(QuotaProcess killed, QuotaProcess left, QuotaProcess seldom) {
        double before = killed.last().perSecond()
                + left.last().perSecond()
                + seldom.last().perSecond();
        say(
                "shares: %.2f and %.2f and %.2f",
                killed.last().perSecond(),
                left.last().perSecond(),
                seldom.last().perSecond());
        int throttledBefore = throttled();
        long kill = System.nanoTime();
        killed.kill();
        sleepUntil(kill, TAKEOVER);
        int calls = ecs.calls().count();
        double after = left.last().perSecond() + seldom.last().perSecond();
        double taken = left.words().stream()
                .filter(word ->
                        word.nanos() >= kill && word.perSecond() + seldom.last().perSecond() >= USED * before)
                .mapToDouble(word -> (word.nanos() - kill) / 1e6)
                .findFirst()
                .orElse(-1);
        say("one was killed: the others have %.2f calls a second of %.2f, since %.0f ms after", after, before, taken);
        judge(after >= USED * before, "%.1f percent of all after %d s", 100 * after / before, TAKEOVER.toSeconds());
        sleepUntil(kill, TAKEOVER.plus(AFTERWARDS));
        double perSecond = (ecs.calls().count() - calls) / (double) AFTERWARDS.toSeconds();
        say("shares: %.2f and %.2f", left.last().perSecond(), seldom.last().perSecond());
        judge(
                perSecond >= USED * RATE,
                "%.2f calls a second of %d in the next %d s",
                perSecond,
                RATE,
                AFTERWARDS.toSeconds());
        int throttled = throttled() - throttledBefore;
        judge(throttled == 0, "%d throttled after the kill", throttled);
    }

    private int throttled() {
        return (int) ecs.calls().all().stream()
                .map(Call::errorCode)
                .filter(code -> code.isPresent())
                .count();
    }

    private long awaitFirstCall() {
        while (ecs.calls().count() == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return System.nanoTime();
    }

    private static void sleepUntil(long start, Duration passed) {
        long end = start + passed.toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private void judge(boolean isSo, String format, Object... values) {
        say((isSo ? "good: " : "BAD:  ") + format, values);
        good &= isSo;
    }
}
