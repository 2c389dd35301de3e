package dev.deployflux.replicas;

import dev.deployflux.fixture.ProgramOptions;
import dev.deployflux.simulator.EventDelivery;
import dev.deployflux.soak.RandomFaults;
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
import java.util.Set;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Plays three replicas for a while, and exits with 0 only if all of them told one story: in one order, nothing lost, nothing
 * twice, no gap without a reset, no silence, one poller at a time, and nothing left behind.
 *
 * <p>{@code --seconds=120} is how long, {@code --seed=7} in which order the troubles come. Each comes once at least, however short
 * that is.
 */
public final class ReplicasProof {

    private static final Path TALES = Path.of("target", "replicas");
    private static final long DEFAULT_SECONDS = 1_200;
    private static final int CLIENTS = 6;
    private static final int STREAMS = 300;
    private static final long SHORTEST_QUIET_MILLIS = 1_000;
    private static final int MORE_QUIET_MILLIS = 4_000;

    /** A share of the whole that is quiet: all troubles have room in a minute. */
    private static final int QUIETS = 60;

    /** Without which nothing was judged. */
    private static final List<String> DUE = List.of(
            "entries that clients got",
            "events that the consumer got",
            "stream events that clients got",
            "stream clients that left",
            "stream resets that clients got",
            "streams that were resumed",
            "pauses that somebody ended",
            "hints",
            "faults");

    /** Of some deployments' events none arrives. */
    private static final EventDelivery DELIVERY =
            EventDelivery.prompt().lateUpTo(Duration.ofSeconds(3)).doubled(0.2).lost(0.3);

    /** Until what was last is told: a lease that runs out, a replica that begins, and the pauses between attempts. */
    private static final Duration AFTERMATH =
            PolledAccount.LONGEST_LIFE.plus(Trouble.LEASE).plusSeconds(10);

    private final Tally tally = new Tally();
    private final Random random;
    private final Scene scene;
    private final StreamClients streams;
    private final RandomFaults faults;
    private final Duration duration;
    private Instant begun = Instant.now();
    private volatile boolean calm;

    private ReplicasProof(long seed, Duration duration) {
        this.duration = duration;
        this.random = new Random(seed);
        this.scene = new Scene(new Random(random.nextLong()), tally, true);
        this.streams = new StreamClients(new Random(random.nextLong()), tally);
        this.faults = new RandomFaults(scene.account.ecs, new Random(random.nextLong()), tally);
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoggingSystem.get(ReplicasProof.class.getClassLoader()).setLogLevel("ROOT", LogLevel.ERROR);
        ProgramOptions options =
                ProgramOptions.of(arguments, Map.of("--seconds", DEFAULT_SECONDS, "--seed", System.nanoTime()));
        Duration duration = Duration.ofSeconds(options.get("--seconds"));
        long seed = options.get("--seed");
        System.out.printf("Three replicas in trouble for %d seconds, seed %d.%n", duration.toSeconds(), seed);
        Tally tally = new ReplicasProof(seed, duration).play();
        System.out.println(tally);
        System.out.println("What each client got is in " + TALES + ".");
        System.out.println(tally.isClean() ? "One story, whoever told it." : "FAILED.");
        System.exit(tally.isClean() ? 0 : 1);
    }

    private Tally play() throws IOException, InterruptedException {
        try (scene;
                streams) {
            Baselines before = Baselines.of(scene, streams);
            begun = Instant.now();
            scene.replicas().forEach(scene::begin);
            for (int i = 0; i < CLIENTS; i++) {
                List<ChildReplica> all = scene.replicas();
                scene.add(new Client("client " + i), all.get(i % all.size()));
            }
            streams.begin(scene.proxy.plain("/events"), STREAMS, scene.standstills);
            faults.begin();
            Disposable hints = scene.account
                    .ecs
                    .eventBridge(DELIVERY.seed(random.nextLong()))
                    .publishOn(Schedulers.single()) // to write to a process may block
                    .subscribe(this::hint, error -> tally.violation("no more hints: " + error));
            Thread deploying = thread("deploys", new Random(random.nextLong()), this::deploy);
            Thread moving = thread("clients that move", new Random(random.nextLong()), this::move);
            long end = System.nanoTime() + duration.toNanos();
            Thread beside = thread("troubles beside", new Random(random.nextLong()), own -> {
                trouble(Trouble.BESIDE, own, end);
            });
            trouble(Trouble.OF_REPLICAS, random, end);
            beside.join();
            calm = true;
            faults.end();
            streams.calmDown();
            deploying.join();
            Pause.millis(AFTERMATH.toMillis());
            moving.interrupt();
            moving.join();
            hints.dispose();
            streams.leave();
            scene.leave();
            judge();
            before.judge(scene, tally);
            DUE.stream()
                    .filter(what -> tally.counted(what) == 0)
                    .forEach(what -> tally.violation("there are none: " + what));
        }
        return tally;
    }

    /** All of them, one after another, and again as long as there is time. */
    private void trouble(Set<Trouble> troubles, Random own, long end) {
        List<Trouble> all = new ArrayList<>(troubles);
        long quiet = Math.min(SHORTEST_QUIET_MILLIS, duration.toMillis() / QUIETS);
        int more = (int) Math.min(MORE_QUIET_MILLIS, duration.toMillis() / QUIETS);
        for (int i = 0; i < all.size() || System.nanoTime() < end; i++) {
            if (i % all.size() == 0) {
                Collections.shuffle(all, own);
            }
            Pause.millis(quiet + own.nextInt(more));
            Trouble each = all.get(i % all.size());
            String name = each.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            System.out.printf("%s %s%n", Instant.now(), name);
            tally.count("troubles");
            tally.count("troubles: " + name);
            each.befall(scene, own);
        }
    }

    /** Whoever stands still gets none, as the line to it would be full. */
    private void hint(String event) {
        tally.count("hints");
        scene.awake().forEach(replica -> replica.say("hint " + event.replace('\n', ' ')));
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
            if (own.nextInt(4) == 0 && scene.account.answer()) {
                tally.count("pauses that somebody ended");
            }
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
        TaleJudge judge = new TaleJudge(log, truth, scene.account.watched(), scene.clocks, AFTERMATH, tally);
        for (Client client : scene.clients()) {
            client.tale().write(TALES);
            judge.judge(client.tale(), end);
        }
        scene.ledger.write(TALES);
        new LedgerJudge(judge.ids(), scene.standstills, tally)
                .judge(
                        scene.ledger.all(),
                        truth.deployments().stream()
                                .filter(each -> each.createdAt().isAfter(begun))
                                .toList());
        streams.judge(log, scene.standstills, scene.account.ecs.truth(), begun);
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
