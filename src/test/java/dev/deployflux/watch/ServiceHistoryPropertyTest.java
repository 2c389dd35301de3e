package dev.deployflux.watch;

import static dev.deployflux.validator.TestTruth.START;
import static dev.deployflux.validator.TestTruth.WEB;

import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.TestTruth;
import dev.deployflux.validator.TrueDeployment;
import dev.deployflux.validator.TrueHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * Whatever deployments do, what a history tells of them keeps every promise, although ECS lists them late, passes take
 * time, each page is older than its answer by up to some time, rows are listed twice, and this machine's clock is wrong and
 * set to other times.
 */
class ServiceHistoryPropertyTest {

    private static final long SECONDS = 7_200;
    private static final Duration SINCE = Duration.ofMinutes(5);

    /** At most so many lives that last long, each of which may need a pass of its own. */
    private static final int MOST = 12;

    @Property(tries = 1_000)
    void keepsItsPromises(
            @ForAll @IntRange(max = 300) int late, @ForAll @IntRange(max = 300) int old, @ForAll Random random) {
        TrueHistory truth = TestTruth.random(random, MOST, SECONDS, Duration.ofSeconds(late));
        new Run(truth, Duration.ofSeconds(late), Duration.ofSeconds(old), random).check(0.1);
    }

    @Property(tries = 100)
    void keepsThemWhenMoreThanAPageIsNewerThanOneInFlight(
            @ForAll @IntRange(max = 60) int late, @ForAll @IntRange(max = 60) int old, @ForAll Random random) {
        Duration atMost = Duration.ofSeconds(late);
        List<TrueDeployment> lives = new ArrayList<>(
                TestTruth.random(random, MOST, SECONDS / 4, atMost).deployments());
        long begin = random.nextLong(SECONDS / 2);
        for (int i = 0; i < 150; i++) {
            Instant createdAt = START.plusSeconds(begin + random.nextLong(SECONDS / 8));
            lives.add(TestTruth.random(random, "burst" + i, createdAt, atMost, 1_000));
        }
        new Run(TrueHistory.of(lives), atMost, Duration.ofSeconds(old), random).check(0);
    }

    @Property(tries = 500)
    void keepsThemWhenDeploymentsGo(
            @ForAll @IntRange(max = 60) int late, @ForAll @IntRange(max = 60) int old, @ForAll Random random) {
        Instant removedAt = START.plusSeconds(random.nextLong(SECONDS));
        TrueHistory truth =
                TrueHistory.of(TestTruth.random(random, MOST, SECONDS, Duration.ofSeconds(late)).deployments().stream()
                        .filter(life -> life.listedFrom().isBefore(removedAt))
                        .map(life -> TestTruth.removedAt(life, removedAt))
                        .toList());
        new Run(truth, Duration.ofSeconds(late), Duration.ofSeconds(old), random).check(0);
    }

    /** One watch over one truth. */
    private static final class Run {
        private final TrueHistory truth;
        private final Duration overlap;
        private final long old;
        private final Random random;
        private final SteadyTime time;
        private final long took;
        private Duration skew;
        private final boolean inclusive;
        private final List<DeploymentEvent> events = new ArrayList<>();
        private long passes;
        private int failures;
        private @Nullable Instant lastGoodPass;

        Run(TrueHistory truth, Duration late, Duration old, Random random) {
            this.truth = truth;
            this.overlap = late.plus(old);
            this.old = old.toMillis();
            this.random = random;
            this.skew = Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextLong(-7_200, 7_200) : 0);
            this.time = new SteadyTime(START.plus(skew), 0);
            this.took = random.nextBoolean() ? 0 : random.nextLong(60_000);
            this.inclusive = random.nextBoolean();
        }

        /** Whose passes fail so often. */
        void check(double failing) {
            long interval = random.nextLong(5_000, 120_000);
            ServiceHistory history = new ServiceHistory(WEB, START.minus(SINCE), overlap);
            events.add(new DeploymentEvent.ServiceJoined(WEB));
            Instant now = START;
            // until all is over, and then some more passes
            Instant end = START.plusSeconds(SECONDS * 4).plusMillis(interval * 40);
            while (now.isBefore(end)) {
                if (random.nextDouble() < failing) {
                    events.add(new DeploymentEvent.ServiceFailing(
                            WEB, new IllegalStateException(), ++failures, lastGoodPass, Duration.ofMillis(interval)));
                } else {
                    pass(history, now);
                }
                boolean quiet = history.inFlightArns().isEmpty() && now.isAfter(START.plusSeconds(SECONDS * 2));
                now = quiet
                        ? now.plusMillis(interval * 4)
                        : now.plusMillis(random.nextLong(interval / 2, interval) + 1);
                now = now.plusMillis(took);
                if (random.nextInt(100) == 0) {
                    skew = Duration.ofSeconds(random.nextLong(-86_400, 86_400));
                }
            }
            HistoryValidator.of(truth, START, now)
                    .since(START.minus(SINCE))
                    .overlap(overlap)
                    .slack(Duration.ofMillis(old + took + (interval + took) * Math.max(30, turns() + 4)))
                    .silence(Duration.ofMillis(interval * 5 + took * 2))
                    .watching(List.of(WEB))
                    .assertKept(events);
        }

        /** How many deployments at most may have to be asked for apart, one in each pass. */
        private long turns() {
            return MOST
                    + truth.deployments().stream()
                            .map(life -> life.steps().get(life.steps().size() - 1))
                            .filter(last -> last.status() == ServiceDeploymentStatus.IN_PROGRESS)
                            .count();
        }

        private void pass(ServiceHistory history, Instant now) {
            if (failures > 0) {
                events.add(new DeploymentEvent.ServiceRecovered(WEB, failures, lastGoodPass));
            }
            List<ServiceDeploymentBrief> rows = answer(history.window(), now);
            long began = Duration.between(START, now).toNanos();
            time.listed(rows, began, now.plus(skew));
            events.addAll(history.listed(rows, time.at(began), began, Duration.ofMillis(took)));
            failures = 0;
            lastGoodPass = now;
            events.add(new DeploymentEvent.PassCompleted(
                    WEB,
                    ++passes,
                    now,
                    Duration.ofMillis(took),
                    1,
                    history.inFlightArns().size()));
        }

        /** What ECS lists, each row of some time in the pass and as old as its page may be, some twice. */
        private List<ServiceDeploymentBrief> answer(ServiceHistory.Window window, Instant now) {
            List<ServiceDeploymentBrief> rows = new ArrayList<>();
            for (TrueDeployment life : truth.deployments()) {
                ServiceHistory.Span span = window.straggler();
                boolean asked = isIn(life.createdAt(), window.after(), Instant.MAX)
                        || (span != null && isIn(life.createdAt(), span.after(), span.before()));
                for (int i = random.nextInt(20) == 0 ? 2 : 1; asked && i > 0; i--) {
                    ServiceDeploymentBrief row =
                            TestTruth.row(life, now.plusMillis(random.nextLong(took + 1) - random.nextLong(old + 1)));
                    if (row != null) {
                        rows.add(row);
                    }
                }
            }
            Collections.shuffle(rows, random);
            return rows;
        }

        private boolean isIn(Instant createdAt, Instant after, Instant before) {
            return (createdAt.isAfter(after) && createdAt.isBefore(before))
                    || (inclusive && (createdAt.equals(after) || createdAt.equals(before)));
        }
    }
}
