package dev.deployflux.replicas;

import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.TrueHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Plays three replicas for a while, and exits with 0 only if all of them told one story: in one order, nothing lost, nothing
 * twice, no gap without a reset, one poller at a time.
 *
 * <p>{@code --seconds=120} is how long, {@code --seed=7} in which order the troubles come.
 */
public final class ReplicasProof {

    private static final Path TALES = Path.of("target", "replicas");
    private static final long DEFAULT_SECONDS = 600;
    private static final int CLIENTS = 6;
    private static final long SHORTEST_QUIET_MILLIS = 1_000;
    private static final int MORE_QUIET_MILLIS = 4_000;

    /** Until what was last is told: a lease that runs out, a replica that begins, and the pauses between attempts. */
    private static final Duration AFTERMATH =
            PolledAccount.LONGEST_LIFE.plus(Trouble.LEASE).plusSeconds(10);

    private final Tally tally = new Tally();
    private final Random random;
    private final Scene scene;
    private final Instant begun = Instant.now();
    private volatile boolean calm;

    private ReplicasProof(long seed) {
        this.random = new Random(seed);
        this.scene = new Scene(new Random(random.nextLong()), tally, true);
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoggingSystem.get(ReplicasProof.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        ProgramOptions options =
                ProgramOptions.of(arguments, Map.of("--seconds", DEFAULT_SECONDS, "--seed", System.nanoTime()));
        Duration duration = Duration.ofSeconds(options.get("--seconds"));
        long seed = options.get("--seed");
        System.out.printf("Three replicas in trouble for %d seconds, seed %d.%n", duration.toSeconds(), seed);
        Tally tally = new ReplicasProof(seed).play(duration);
        System.out.println(tally);
        System.out.println("What each client got is in " + TALES + ".");
        System.out.println(tally.isClean() ? "One story, whoever told it." : "FAILED.");
        System.exit(tally.isClean() ? 0 : 1);
    }

    private Tally play(Duration duration) throws IOException, InterruptedException {
        try (scene) {
            for (int i = 0; i < CLIENTS; i++) {
                List<ChildReplica> all = scene.replicas();
                scene.add(new Client("client " + i), all.get(i % all.size()));
            }
            Thread deploying = thread("deploys", new Random(random.nextLong()), this::deploy);
            Thread moving = thread("clients that move", new Random(random.nextLong()), this::move);
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() < end) {
                trouble(end);
            }
            calm = true;
            deploying.join();
            Pause.millis(AFTERMATH.toMillis());
            moving.interrupt();
            moving.join();
            judge();
        }
        return tally;
    }

    /** All of them, one after another, as long as there is time. */
    private void trouble(long end) {
        List<Trouble> all = new ArrayList<>(List.of(Trouble.values()));
        Collections.shuffle(all, random);
        for (Trouble each : all) {
            Pause.millis(SHORTEST_QUIET_MILLIS + random.nextInt(MORE_QUIET_MILLIS));
            if (System.nanoTime() > end) {
                return;
            }
            String name = each.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            System.out.printf("%s %s%n", Instant.now(), name);
            tally.count("troubles");
            tally.count("troubles: " + name);
            each.befall(scene, random);
        }
    }

    private interface Activity {
        void once(Random random) throws InterruptedException;
    }

    private Thread thread(String name, Random own, Activity activity) {
        Thread thread = new Thread(
                () -> {
                    try {
                        activity.once(own);
                    } catch (InterruptedException e) {
                        // it was to end
                    } catch (RuntimeException e) {
                        tally.violation(name + ": " + e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void deploy(Random own) throws InterruptedException {
        while (!calm) {
            scene.account.deploy();
            Thread.sleep(100 + own.nextInt(400));
        }
    }

    /** Whose replica is gone goes to another; and now and then somebody does, or stays where nothing moves. */
    private void move(Random own) throws InterruptedException {
        while (true) {
            for (Client client : scene.clients()) {
                ChildReplica at = client.at();
                boolean isGone = !scene.has(at);
                List<ChildReplica> awake = scene.awake();
                if ((isGone || own.nextInt(40) == 0) && !awake.isEmpty()) {
                    client.moveTo(awake.get(own.nextInt(awake.size())));
                    tally.count("moves of clients");
                }
            }
            Thread.sleep(250);
        }
    }

    private void judge() throws IOException {
        Instant end = Instant.now();
        TrueLog log = scene.redis.log();
        log.judge(tally);
        TrueHistory truth = TrueHistory.of(scene.account.ecs);
        TaleJudge judge = new TaleJudge(log, truth, scene.account.watched(), AFTERMATH, tally);
        for (Client client : scene.clients()) {
            client.tale().write(TALES);
            judge.judge(client.tale(), end);
        }
        new LedgerJudge(judge.ids(), tally)
                .judge(
                        scene.ledger.all(),
                        truth.deployments().stream()
                                .filter(each -> each.createdAt().isAfter(begun))
                                .toList());
        Duration together = scene.account.polls.longestTogether();
        if (together.compareTo(Trouble.LEASE) > 0) {
            tally.violation("two polled at once for " + together);
        }
        tally.count("milliseconds for which two polled at once", together.toMillis());
        tally.count("deployments", truth.deployments().size());
        tally.count("calls", scene.account.ecs.calls().count());
        tally.count("events in the log", log.size());
        tally.count("terms", log.terms());
    }
}
