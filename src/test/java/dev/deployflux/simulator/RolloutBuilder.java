package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.TEST_TRAFFIC_SHIFT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * Collects the options of a rollout through the lifecycle stages; {@link DeploymentScript} has the ways to begin one. Of
 * its duration a tenth passes as PENDING; IN_PROGRESS it comes to RECONCILE_SERVICE at 10 percent, PRE_SCALE_UP at 15,
 * SCALE_UP at 20, POST_SCALE_UP at 40, TEST_TRAFFIC_SHIFT at 45, POST_TEST_TRAFFIC_SHIFT at 50, PRODUCTION_TRAFFIC_SHIFT at
 * 55, POST_PRODUCTION_TRAFFIC_SHIFT at 75, BAKE_TIME at 80 and CLEAN_UP at 95. A rolling update shifts no traffic: it scales
 * up from 20 to 75 percent, and POST_SCALE_UP lasts until 80, which is assumed.
 *
 * <p>Hooks of one stage run one after another when it is entered. Time that they take comes on top of the duration. Not
 * safe for use by many threads.
 */
public final class RolloutBuilder {

    private static final Set<DeploymentLifecycleHookStage> FOR_FUNCTIONS_ONLY =
            Set.of(TEST_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT);

    private final DeploymentStrategy strategy;
    private final List<Double> shifts;
    private final Duration duration;
    private final int tasks;
    private final List<RolloutPlan.Hook> hooks = new ArrayList<>();
    private final Set<String> alarmNames = new TreeSet<>();
    private Duration bakeTime;
    private int failures;
    private int threshold;
    private @Nullable String alarmStage;
    private @Nullable String alarm;

    RolloutBuilder(DeploymentStrategy strategy, List<Double> shifts, Duration duration, int tasks) {
        DeploymentScript.requireTime(duration);
        if (tasks < 1) {
            throw new IllegalArgumentException("A service that is rolled out wants 1 task or more, not " + tasks);
        }
        this.strategy = strategy;
        this.shifts = shifts;
        this.duration = duration;
        this.tasks = tasks;
        this.bakeTime = duration.multipliedBy(15).dividedBy(100);
    }

    static List<Double> equalShifts(double stepPercent) {
        requirePercent(stepPercent, 3);
        List<Double> shifts = new ArrayList<>();
        for (int i = 1; i * stepPercent < 100; i++) {
            shifts.add(i * stepPercent);
        }
        shifts.add(100.0);
        return List.copyOf(shifts);
    }

    static List<Double> canaryShifts(double canaryPercent) {
        requirePercent(canaryPercent, 0.1);
        return canaryPercent == 100 ? List.of(100.0) : List.of(canaryPercent, 100.0);
    }

    private static void requirePercent(double percent, double least) {
        if (!(percent >= least && percent <= 100)) {
            throw new IllegalArgumentException(
                    "A share of the traffic is from %s to 100 percent, not %s".formatted(least, percent));
        }
    }

    /** How long BAKE_TIME lasts in place of 15 percent of the duration; zero leaves it out. */
    public RolloutBuilder bakeTime(Duration bakeTime) {
        if (bakeTime.isNegative()) {
            throw new IllegalArgumentException("A bake time is zero or longer, not %s".formatted(bakeTime));
        }
        this.bakeTime = bakeTime;
        return this;
    }

    /** Waits there for {@code ContinueServiceDeployment}, and rolls back after 24 hours, as ECS does by default. */
    public RolloutBuilder pauseAt(DeploymentLifecycleHookStage stage) {
        return pauseAt(stage, PauseHook.USUAL);
    }

    /**
     * Waits there for {@code ContinueServiceDeployment}.
     *
     * @param stage neither TEST_TRAFFIC_SHIFT nor PRODUCTION_TRAFFIC_SHIFT; PRE_PRODUCTION_TRAFFIC_SHIFT comes before each
     *     shift, and is then a lifecycle stage that the SDK doesn't know
     * @param timeout more than zero, up to 14 days
     * @param timeoutAction what happens then
     */
    public RolloutBuilder pauseAt(
            DeploymentLifecycleHookStage stage, Duration timeout, DeploymentLifecycleHookAction timeoutAction) {
        return pauseAt(stage, new PauseHook(timeout, timeoutAction));
    }

    /** As {@link #pauseAt}, with a hook that has no {@code expiresAt} and waits for ever. ECS documents none such. */
    public RolloutBuilder pauseWithoutExpiryAt(DeploymentLifecycleHookStage stage) {
        return pauseAt(stage, new PauseHook(null, DeploymentLifecycleHookAction.ROLLBACK));
    }

    /** Runs a Lambda function there, which takes that long and succeeds. */
    public RolloutBuilder lambdaAt(DeploymentLifecycleHookStage stage, String functionArn, Duration runs) {
        return hook(stage, null, new LambdaHook(functionArn, runs, true));
    }

    /** As {@link #lambdaAt}, but it fails, and the deployment rolls back. */
    public RolloutBuilder failingLambdaAt(DeploymentLifecycleHookStage stage, String functionArn, Duration runs) {
        return hook(stage, null, new LambdaHook(functionArn, runs, false));
    }

    /**
     * Tasks that fail one after another during SCALE_UP, and a circuit breaker that counts them. At its threshold it rolls
     * the deployment back.
     *
     * @param failed zero or more
     * @param tripsAt 3 to 200
     */
    public RolloutBuilder failedTasks(int failed, int tripsAt) {
        if (failed < 0 || tripsAt < 3 || tripsAt > 200) {
            throw new IllegalArgumentException(
                    "Zero tasks fail or more, and a circuit breaker trips at 3 to 200; not %d and %d"
                            .formatted(failed, tripsAt));
        }
        this.failures = failed;
        this.threshold = tripsAt;
        return this;
    }

    /** Alarms that the deployment heeds, and that stay silent. */
    public RolloutBuilder alarms(String... names) {
        alarmNames.addAll(List.of(names));
        return this;
    }

    /** An alarm that goes off half-way through the stage and rolls the deployment back; the last one given does. */
    public RolloutBuilder alarmAt(ServiceDeploymentLifecycleStage stage, String name) {
        requireStage(stage.toString());
        alarmNames.add(name);
        alarmStage = stage.toString();
        alarm = name;
        return this;
    }

    /** The script; this builder can go on and build another. */
    public DeploymentScript build() {
        if (bakeTime.isZero() && "BAKE_TIME".equals(alarmStage)) {
            throw new IllegalArgumentException("An alarm at BAKE_TIME needs one: leave out bakeTime(Duration.ZERO)");
        }
        RolloutPlan plan = new RolloutPlan(
                strategy,
                tasks,
                shifts,
                shifts.isEmpty() ? 0 : ConfigurationJson.minutes(RolloutSteps.shiftTime(duration, shifts.size())),
                ConfigurationJson.minutes(bakeTime),
                List.copyOf(hooks),
                threshold == 0 ? CircuitBreaker.DISABLED : CircuitBreaker.counting(0, threshold),
                alarmNames.isEmpty() ? Alarms.DISABLED : Alarms.heeding(List.copyOf(alarmNames), List.of()));
        return new DeploymentScript(
                new RolloutSteps(plan, duration, bakeTime, failures, alarmStage, alarm).steps(), plan);
    }

    private RolloutBuilder pauseAt(DeploymentLifecycleHookStage stage, PauseHook pause) {
        if (FOR_FUNCTIONS_ONLY.contains(stage)) {
            throw new IllegalArgumentException(
                    "ECS doesn't pause at %s: take the stage before or behind it".formatted(stage));
        }
        return hook(stage, pause, null);
    }

    private RolloutBuilder hook(
            DeploymentLifecycleHookStage stage, @Nullable PauseHook pause, @Nullable LambdaHook lambda) {
        requireStage(stage.toString());
        hooks.add(new RolloutPlan.Hook(stage.toString(), pause, lambda));
        return this;
    }

    private void requireStage(String stage) {
        if (!RolloutSteps.stages(strategy).contains(stage)) {
            throw new IllegalArgumentException("A rollout by %s comes to the stages %s, not to %s"
                    .formatted(strategy, RolloutSteps.stages(strategy), stage));
        }
    }
}
