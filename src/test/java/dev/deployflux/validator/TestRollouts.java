package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.at;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.validator.TrueRollout.Pause;
import dev.deployflux.validator.TrueRollout.Point;
import dev.deployflux.watch.RolloutProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** What deployments are at, at random or by hand, and how ECS would describe them. */
final class TestRollouts {

    private static final List<String> STAGES = List.of(
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP");

    private TestRollouts() {}

    /** A rollout that shifts its traffic twice, waits shortly for one hook and long for another, and succeeds. */
    static TrueDeployment staged() {
        TrueDeployment life = TestTruth.life("staged", 0, 0);
        List<TrueDeployment.Step> steps =
                List.of(new TrueDeployment.Step(IN_PROGRESS, at(11)), new TrueDeployment.Step(SUCCESSFUL, at(301)));
        List<Point> points = List.of(
                point(0, null, 0, 0),
                point(12, "PRE_SCALE_UP", 0, 0),
                point(33, "SCALE_UP", 1, 0),
                point(53, "SCALE_UP", 2, 0),
                point(71, "POST_SCALE_UP", 2, 0),
                point(73, "TEST_TRAFFIC_SHIFT", 2, 0),
                point(93, "PRE_PRODUCTION_TRAFFIC_SHIFT", 2, 0),
                point(103, "PRODUCTION_TRAFFIC_SHIFT", 2, 10),
                point(113, "PRE_PRODUCTION_TRAFFIC_SHIFT", 2, 10),
                point(123, "PRODUCTION_TRAFFIC_SHIFT", 2, 100),
                point(143, "POST_PRODUCTION_TRAFFIC_SHIFT", 2, 100),
                point(243, "BAKE_TIME", 2, 100),
                point(283, "CLEAN_UP", 2, 100));
        List<Pause> pauses = List.of(
                new Pause("short", "SCALE_UP", at(53), at(1_000), at(66), "SUCCEEDED"),
                new Pause("approval", "POST_PRODUCTION_TRAFFIC_SHIFT", at(143), at(2_000), at(243), "SUCCEEDED"));
        return with(life, steps, new TrueRollout(points, pauses));
    }

    /** A rollout that waits for one hook after the other, and still does at the end. */
    static TrueDeployment waiting() {
        TrueDeployment life = TestTruth.life("waiting", 400, 0);
        List<TrueDeployment.Step> steps = List.of(new TrueDeployment.Step(IN_PROGRESS, at(411)));
        List<Point> points =
                List.of(point(400, null, 0, 0), point(412, "SCALE_UP", 1, 0), point(433, "POST_SCALE_UP", 2, 0));
        List<Pause> pauses = List.of(
                new Pause("first", "POST_SCALE_UP", at(433), null, at(523), "SUCCEEDED"),
                new Pause("second", "POST_SCALE_UP", at(543), null, null, null));
        return with(life, steps, new TrueRollout(points, pauses));
    }

    private static Point point(long since, @Nullable String stage, int running, double production) {
        return new Point(at(since), new RolloutProgress(stage, running, 2, 100.0, production, 0, 10, List.of()));
    }

    private static TrueDeployment with(TrueDeployment life, List<TrueDeployment.Step> steps, TrueRollout rollout) {
        return new TrueDeployment(
                life.service(), life.arn(), life.createdAt(), life.listedFrom(), steps, life.removedAt(), rollout);
    }

    /** The same life, through any stages and with any pauses from its start to its end. */
    static TrueDeployment random(Random random, TrueDeployment life) {
        Instant from = life.steps().get(1).since();
        TrueDeployment.Step end = life.end();
        Instant to = end == null ? from.plusSeconds(3_600) : end.since();
        List<Point> points = new ArrayList<>();
        List<Pause> pauses = new ArrayList<>();
        points.add(new Point(life.createdAt(), progress(random, null)));
        Instant now = from;
        boolean hooked = random.nextBoolean(); // before each shift, or before none
        for (String stage : STAGES) {
            boolean shifts = stage.endsWith("PRODUCTION_TRAFFIC_SHIFT") && !stage.startsWith("POST");
            if (shifts ? hooked || !stage.startsWith("PRE") : random.nextInt(4) > 0) {
                for (int changes = random.nextInt(3); changes >= 0 && now.isBefore(to); changes--) {
                    points.add(new Point(now, progress(random, stage)));
                    now = now.plusMillis(random.nextLong(random.nextBoolean() ? 20_000 : 600_000));
                }
                if (random.nextInt(3) == 0 && now.isBefore(to)) {
                    Instant until = now.plusMillis(random.nextLong(600_000));
                    pauses.add(pause(random, stage, now, until.isBefore(to) ? until : to));
                    now = until;
                }
            }
        }
        return with(life, life.steps(), new TrueRollout(points, pauses));
    }

    private static RolloutProgress progress(Random random, @Nullable String stage) {
        List<String> alarms = random.nextInt(10) == 0 ? List.of("errors") : List.of();
        return new RolloutProgress(
                stage, random.nextInt(5), 4, 100.0, random.nextInt(3) * 50.0, random.nextInt(2), 10, alarms);
    }

    private static Pause pause(Random random, String stage, Instant from, Instant until) {
        Instant expiresAt = random.nextBoolean() ? null : until;
        return new Pause("hook-" + from, stage, from, expiresAt, until, expiresAt == null ? "SUCCEEDED" : "TIMED_OUT");
    }

    /** What it is at then; {@code null} if that isn't known. */
    static @Nullable RolloutProgress progress(TrueDeployment life, Instant then) {
        RolloutProgress last = null;
        for (Point point : life.rollout().progress()) {
            last = point.since().isAfter(then) ? last : point.progress();
        }
        return last;
    }

    /** For which hook it waits then; {@code null} if for none. */
    static @Nullable Pause pause(TrueDeployment life, Instant then) {
        for (Pause pause : life.rollout().pauses()) {
            Instant until = pause.until();
            if (!pause.from().isAfter(then) && (until == null || until.isAfter(then))) {
                return pause;
            }
        }
        return null;
    }

    static ServiceDeployment details(String arn, RolloutProgress at) {
        return ServiceDeployment.builder()
                .serviceDeploymentArn(arn)
                .lifecycleStage(at.stage())
                .targetServiceRevision(target -> target.runningTaskCount(at.runningTasks())
                        .requestedTaskCount(at.requestedTasks())
                        .requestedTestTrafficWeight(at.testTrafficWeight())
                        .requestedProductionTrafficWeight(at.productionTrafficWeight()))
                .deploymentCircuitBreaker(
                        breaker -> breaker.failureCount(at.failedTasks()).threshold(at.failureThreshold()))
                .alarms(alarms -> alarms.triggeredAlarmNames(at.triggeredAlarms()))
                .build();
    }
}
