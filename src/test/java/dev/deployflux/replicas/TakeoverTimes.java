package dev.deployflux.replicas;

import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.soak.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Measures how long nobody polls after the replica that does has ended, and exits with 0 only if that is never longer than
 * promised: after {@code kill -9} the lease and two seconds, after SIGTERM one second. From the signal to the first call of
 * another replica.
 *
 * <p>{@code --times=20} is how often of each.
 */
public final class TakeoverTimes {

    private static final long DEFAULT_TIMES = 20;
    private static final Duration AFTER_KILL = Trouble.LEASE.plusSeconds(2);
    private static final Duration AFTER_SIGTERM = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofMinutes(1);

    /** It has renewed its lease by then, or hasn't for a while. */
    private static final int LONGEST_REIGN_MILLIS = 4_000;

    private final Random random = new Random(1);
    private final Scene scene;

    private TakeoverTimes(Scene scene) {
        this.scene = scene;
    }

    /** The program. */
    public static void main(String[] arguments) throws InterruptedException {
        LoggingSystem.get(TakeoverTimes.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        long times =
                ProgramOptions.of(arguments, Map.of("--times", DEFAULT_TIMES)).get("--times");
        Tally tally = new Tally();
        boolean good;
        try (Scene scene = new Scene(new Random(1), tally, false)) {
            TakeoverTimes program = new TakeoverTimes(scene);
            List<ChildReplica> all = scene.replicas();
            for (ChildReplica replica : all) {
                scene.add(new Client("client of " + replica.name()), replica);
            }
            scene.account.polls.awaitOther("nobody", 0, GIVE_UP);
            good = program.measure("SIGTERM", times, AFTER_SIGTERM, ChildReplica::terminate);
            good &= program.measure("kill -9", times, AFTER_KILL, ChildReplica::kill);
        }
        System.out.println(tally);
        good &= tally.isClean();
        System.out.println(good ? "Another polls in time." : "FAILED.");
        System.exit(good ? 0 : 1);
    }

    private boolean measure(String name, long times, Duration most, Consumer<ChildReplica> ending)
            throws InterruptedException {
        List<Duration> took = new ArrayList<>();
        for (long i = 0; i < times; i++) {
            Pause.millis(random.nextInt(LONGEST_REIGN_MILLIS));
            ChildReplica poller = scene.poller();
            long from = System.nanoTime();
            ending.accept(poller);
            long at = scene.account.polls.awaitOther(poller.name(), from, GIVE_UP);
            took.add(Duration.ofNanos(at - from));
            System.out.printf(
                    "%s of %s: %d ms%n",
                    name, poller.name(), took.get(took.size() - 1).toMillis());
            poller.awaitEnd();
            replace(poller);
        }
        Collections.sort(took);
        Duration longest = took.get(took.size() - 1);
        System.out.printf(
                "%-8s %3d times: p50 %5d ms, max %5d ms, promised %5d ms%n",
                name, times, took.get(took.size() / 2).toMillis(), longest.toMillis(), most.toMillis());
        return longest.compareTo(most) <= 0;
    }

    /** And whoever listened at the one that has ended listens at the next. */
    private void replace(ChildReplica ended) {
        int place = scene.replicas().indexOf(ended);
        scene.replace(ended);
        ChildReplica next = scene.replicas().get(place);
        scene.clients().stream().filter(client -> client.at() == ended).forEach(client -> client.moveTo(next));
    }
}
