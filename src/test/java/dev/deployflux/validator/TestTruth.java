package dev.deployflux.validator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Lives of deployments, at random or by hand, and the rows that ECS would list of them. */
public final class TestTruth {

    public static final ServiceRef WEB = new ServiceRef("prod", "web");
    static final ServiceRef API = new ServiceRef("prod", "api");
    public static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    private static final List<List<ServiceDeploymentStatus>> LIVES = List.of(
            List.of(IN_PROGRESS, SUCCESSFUL),
            List.of(IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL),
            List.of(IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_FAILED),
            List.of(IN_PROGRESS, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL),
            List.of(IN_PROGRESS, STOP_REQUESTED, STOPPED),
            List.of(STOP_REQUESTED, STOPPED),
            List.of(IN_PROGRESS));

    private TestTruth() {}

    public static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    /** A life whose steps begin so many seconds after its creation, which is so many after the start. */
    public static TrueDeployment life(String name, long createdAt, long every, ServiceDeploymentStatus... statuses) {
        List<TrueDeployment.Step> steps = new ArrayList<>();
        for (int i = 0; i < statuses.length; i++) {
            steps.add(new TrueDeployment.Step(statuses[i], at(createdAt + (i + 1) * every)));
        }
        return new TrueDeployment(WEB, arn(name), at(createdAt), at(createdAt), steps, null);
    }

    static String arn(String name) {
        return "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/" + name;
    }

    /** Any life, of a deployment that is listed at most {@code late} after its creation; most last minutes, some hours. */
    public static TrueDeployment random(Random random, String name, Instant createdAt, Duration late) {
        return random(random, name, createdAt, late, random.nextInt(5) == 0 ? 3_600_000 : 60_000);
    }

    /** Any life, each of whose steps takes less than so many milliseconds. */
    public static TrueDeployment random(Random random, String name, Instant createdAt, Duration late, long scale) {
        List<TrueDeployment.Step> steps = new ArrayList<>();
        Instant since = createdAt;
        for (ServiceDeploymentStatus status : LIVES.get(random.nextInt(LIVES.size()))) {
            since = since.plusMillis(random.nextLong(1, scale));
            steps.add(new TrueDeployment.Step(status, since));
        }
        Instant listedFrom = createdAt.plusMillis(random.nextLong(late.toMillis() + 1));
        return new TrueDeployment(WEB, arn(name), createdAt, listedFrom, steps, null);
    }

    /** The same, until its service is deleted. */
    public static TrueDeployment removedAt(TrueDeployment life, @Nullable Instant removedAt) {
        return new TrueDeployment(
                life.service(),
                life.arn(),
                life.createdAt(),
                life.listedFrom(),
                life.steps(),
                removedAt,
                life.rollout());
    }

    /** Up to {@code most} lives that begin within so many seconds of the start, some before it. */
    public static TrueHistory random(Random random, int most, long seconds, Duration late) {
        List<TrueDeployment> lives = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            lives.add(random(random, "d" + i, START.plusMillis(random.nextLong(-600_000, seconds * 1000)), late));
        }
        return TrueHistory.of(lives);
    }

    /** As ECS lists it then; {@code null} if it doesn't. */
    public static @Nullable ServiceDeploymentBrief row(TrueDeployment life, Instant then) {
        if (then.isBefore(life.listedFrom()) || (life.removedAt() != null && !then.isBefore(life.removedAt()))) {
            return null;
        }
        ServiceDeploymentBrief.Builder row = ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(life.arn())
                .createdAt(life.createdAt());
        for (TrueDeployment.Step step : life.steps()) {
            if (!step.since().isAfter(then)) {
                row.status(step.status());
                row.startedAt(
                        step.status() == IN_PROGRESS
                                ? step.since()
                                : row.build().startedAt());
                row.finishedAt(TrueDeployment.isTerminal(step.status()) ? step.since() : null);
            }
        }
        return row.build();
    }
}
