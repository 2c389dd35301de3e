package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever deployments do and whenever it is looked, a watcher that keeps its promises isn't blamed. */
class PerfectWatcherTest {

    private static final long SECONDS = 3_600;

    @Property(tries = 1_000)
    void isNotBlamed(@ForAll Random random) {
        TrueHistory truth = truth(random);
        long interval = random.nextLong(1, 300);
        TestWatcher watcher = new TestWatcher(WEB, truth, at(-300));
        long now = 0;
        for (; now < SECONDS; now += random.nextLong(interval) + 1) {
            watcher.describe(at(now));
            if (random.nextInt(100) == 0) {
                watcher.failToDescribe();
            }
            switch (random.nextInt(100)) {
                case 0 -> watcher.turnDetector();
                case 1, 2, 3 -> watcher.failHints();
                case 4 -> watcher.hint();
                default -> {}
            }
            if (random.nextInt(10) == 0) {
                watcher.fail();
            } else {
                watcher.pass(at(now));
            }
        }
        if (random.nextInt(10) == 0) {
            watcher.leave();
        }
        HistoryValidator.of(truth, at(0), at(now))
                .since(at(-300))
                .overlap(Duration.ofSeconds(random.nextInt(300)))
                .slack(Duration.ofSeconds(interval * 10))
                .silence(Duration.ofSeconds(interval))
                .details(Duration.ofSeconds(interval))
                .watching(List.of(WEB))
                .assertKept(watcher.events());
    }

    private static TrueHistory truth(Random random) {
        List<TrueDeployment> lives = new ArrayList<>();
        for (TrueDeployment each :
                TestTruth.random(random, 12, SECONDS, Duration.ofMinutes(1)).deployments()) {
            lives.add(random.nextBoolean() ? each : TestRollouts.random(random, each));
        }
        if (random.nextInt(4) > 0) {
            return TrueHistory.of(lives);
        }
        List<TrueDeployment> removed = new ArrayList<>();
        for (TrueDeployment each : lives) {
            long seconds = random.nextLong(SECONDS);
            removed.add(TestTruth.removedAt(each, each.listedFrom().isBefore(at(seconds)) ? at(seconds) : null));
        }
        return TrueHistory.of(removed);
    }
}
