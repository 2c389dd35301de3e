package dev.deployflux.simulator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * The life of a deployment from its creation on: which status it takes after how long on the simulator's clock, and what
 * {@code DescribeServiceDeployments} tells beside it.
 *
 * <p>The ready-made scripts are PENDING from creation and IN_PROGRESS after a tenth of their duration; those that turn
 * back do so at half of it, and none of them has a lifecycle stage. {@link #rolling}, {@link #blueGreen}, {@link #linear}
 * and {@link #canary} go through the stages, with hooks, alarms and a circuit breaker if you like. {@link #builder()}
 * makes any other. Immutable: one script serves many deployments.
 */
public final class DeploymentScript {

    private final List<DeploymentStep> steps;
    private final @Nullable RolloutPlan plan;

    DeploymentScript(List<DeploymentStep> steps, @Nullable RolloutPlan plan) {
        this.steps = List.copyOf(steps);
        this.plan = plan;
    }

    /** PENDING, IN_PROGRESS, and SUCCESSFUL after {@code duration}. */
    public static DeploymentScript successful(Duration duration) {
        return started(duration).at(duration, SUCCESSFUL).build();
    }

    /** Like a deployment whose circuit breaker trips: ROLLBACK_IN_PROGRESS at half, ROLLBACK_SUCCESSFUL at the end. */
    public static DeploymentScript rollback(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), ROLLBACK_IN_PROGRESS, reason)
                .at(duration, ROLLBACK_SUCCESSFUL, reason)
                .build();
    }

    /** Like {@link #rollback(Duration, String)}, but ROLLBACK_FAILED at the end. */
    public static DeploymentScript rollbackFailed(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), ROLLBACK_IN_PROGRESS, reason)
                .at(duration, ROLLBACK_FAILED, reason)
                .build();
    }

    /** Like a deployment that somebody stops: STOP_REQUESTED at half, STOPPED at the end. */
    public static DeploymentScript stopped(Duration duration, String reason) {
        return started(duration)
                .at(duration.dividedBy(2), STOP_REQUESTED, reason)
                .at(duration, STOPPED, reason)
                .build();
    }

    /** PENDING, then IN_PROGRESS after {@code duration}, and so for ever, unless it is stopped. */
    public static DeploymentScript endless(Duration duration) {
        return builder().at(duration, IN_PROGRESS).build();
    }

    /**
     * Replaces the tasks one after another.
     *
     * @param duration from creation to SUCCESSFUL, the time of hooks not counted
     * @param tasks how many the service wants, 1 or more
     */
    public static RolloutBuilder rolling(Duration duration, int tasks) {
        return new RolloutBuilder(DeploymentStrategy.ROLLING, List.of(), duration, tasks);
    }

    /** Starts all new tasks beside the old ones, and then shifts all traffic at once; as {@link #rolling}. */
    public static RolloutBuilder blueGreen(Duration duration, int tasks) {
        return new RolloutBuilder(DeploymentStrategy.BLUE_GREEN, List.of(100.0), duration, tasks);
    }

    /**
     * As {@link #blueGreen}, with the traffic shifted in equal steps.
     *
     * @param stepPercent from 3 to 100
     */
    public static RolloutBuilder linear(Duration duration, int tasks, double stepPercent) {
        return new RolloutBuilder(DeploymentStrategy.LINEAR, RolloutBuilder.equalShifts(stepPercent), duration, tasks);
    }

    /**
     * As {@link #blueGreen}, with a small part of the traffic shifted first.
     *
     * @param canaryPercent from 0.1 to 100
     */
    public static RolloutBuilder canary(Duration duration, int tasks, double canaryPercent) {
        return new RolloutBuilder(
                DeploymentStrategy.CANARY, RolloutBuilder.canaryShifts(canaryPercent), duration, tasks);
    }

    /** A script of your own. It begins as PENDING unless a step at zero says otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    List<DeploymentStep> steps() {
        return steps;
    }

    /** The configuration of a rollout through the stages; null for other scripts. */
    @Nullable
    RolloutPlan plan() {
        return plan;
    }

    private static Builder started(Duration duration) {
        requireTime(duration);
        return builder().at(duration.dividedBy(10), IN_PROGRESS);
    }

    static void requireTime(Duration duration) {
        if (duration.compareTo(Duration.ofNanos(20)) < 0) {
            throw new IllegalArgumentException(
                    "A deployment takes time: give a duration such as Duration.ofSeconds(90), not %s"
                            .formatted(duration));
        }
    }

    /**
     * Collects the steps of a script, the earliest first; the time of pauses isn't counted. Not safe for use by many
     * threads.
     */
    public static final class Builder {

        private final List<DeploymentStep> steps = new ArrayList<>();
        private @Nullable ServiceDeploymentStatus lastStatus;
        private Duration lastStatusAt = Duration.ZERO;

        private Builder() {}

        /** As {@link #at(Duration, ServiceDeploymentStatus, String)}, without a reason. */
        public Builder at(Duration sinceCreation, ServiceDeploymentStatus status) {
            return at(sinceCreation, status, null);
        }

        /**
         * Adds a status.
         *
         * @param sinceCreation later than the status before; zero for the first only
         * @param status nothing follows SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL or ROLLBACK_FAILED
         * @param statusReason what {@code statusReason} then reads, or null for none
         */
        public Builder at(Duration sinceCreation, ServiceDeploymentStatus status, @Nullable String statusReason) {
            requireKnown(status);
            if (lastStatus != null && sinceCreation.compareTo(lastStatusAt) <= 0) {
                throw new IllegalArgumentException("%s at %s must come later than %s at %s: add the earliest first"
                        .formatted(status, sinceCreation, lastStatus, lastStatusAt));
            }
            add(status, DeploymentStep.to(sinceCreation, status, statusReason));
            lastStatus = status;
            lastStatusAt = sinceCreation;
            return this;
        }

        /** Enters a lifecycle stage, not before the step before. For one that the SDK doesn't know inject a fault. */
        public Builder stage(Duration sinceCreation, ServiceDeploymentLifecycleStage stage) {
            if (stage == ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION) {
                throw new IllegalArgumentException(
                        "A script has known stages, such as BAKE_TIME; for any other text inject Fault.unknownStage");
            }
            return progress(sinceCreation, stage, progress -> progress.at(stage.toString()));
        }

        /** The tasks of the new revision from then on; none is negative. */
        public Builder tasks(Duration sinceCreation, int requested, int running, int pending) {
            TaskCounts counts = new TaskCounts(requested, running, pending);
            return progress(sinceCreation, counts, progress -> progress.with(counts, progress.source()));
        }

        /** How many percent of the test and of the production traffic the new revision gets from then on, 0 to 100. */
        public Builder traffic(Duration sinceCreation, double testPercent, double productionPercent) {
            if (!(testPercent >= 0 && testPercent <= 100 && productionPercent >= 0 && productionPercent <= 100)) {
                throw new IllegalArgumentException(
                        "Weights are from 0 to 100 percent, not %s and %s".formatted(testPercent, productionPercent));
            }
            return progress(sinceCreation, "traffic", progress -> progress.withTraffic(testPercent, productionPercent));
        }

        /** What the circuit breaker has counted by then; it is triggered at its threshold. It turns nothing back. */
        public Builder circuitBreaker(Duration sinceCreation, int failureCount, int threshold) {
            CircuitBreaker breaker = CircuitBreaker.counting(failureCount, threshold);
            return progress(sinceCreation, "circuit breaker", progress -> progress.with(breaker));
        }

        /** The alarms that are heeded, and those of them that are triggered by then. They turn nothing back. */
        public Builder alarms(Duration sinceCreation, List<String> names, List<String> triggered) {
            Alarms alarms = Alarms.heeding(names, triggered);
            return progress(sinceCreation, "alarms", progress -> progress.with(alarms));
        }

        /**
         * Waits at the current stage until {@code ContinueServiceDeployment}, or until the timeout is over. All that
         * follows comes later by as long as it waited, or not at all if it is rolled back.
         *
         * @param timeout up to 14 days, or null for a hook that never expires
         */
        public Builder pause(
                Duration sinceCreation, @Nullable Duration timeout, DeploymentLifecycleHookAction timeoutAction) {
            return add("a pause", DeploymentStep.pause(sinceCreation, new PauseHook(timeout, timeoutAction)));
        }

        /** The script; this builder can go on. */
        public DeploymentScript build() {
            return new DeploymentScript(steps, null);
        }

        private Builder progress(Duration sinceCreation, Object what, UnaryOperator<Progress> change) {
            return add(what, DeploymentStep.progress(sinceCreation, change));
        }

        private Builder add(Object what, DeploymentStep step) {
            Duration last = steps.isEmpty()
                    ? Duration.ZERO
                    : steps.get(steps.size() - 1).after();
            if (step.after().isNegative()) {
                throw new IllegalArgumentException(
                        "The first step is at zero or later, not at %s".formatted(step.after()));
            }
            if (step.after().compareTo(last) < 0) {
                throw new IllegalArgumentException(
                        "%s at %s must not come before the last step at %s: add the".formatted(what, step.after(), last)
                                + " earliest first");
            }
            if (lastStatus != null && DeploymentState.isFinal(lastStatus)) {
                throw new IllegalArgumentException(
                        "Nothing follows %s, which is final: leave out %s".formatted(lastStatus, what));
            }
            steps.add(step);
            return this;
        }

        private static void requireKnown(ServiceDeploymentStatus status) {
            if (status == UNKNOWN_TO_SDK_VERSION) {
                throw new IllegalArgumentException(
                        "A script has known statuses, such as %s; for any other text inject Fault.unknownStatus"
                                .formatted(PENDING));
            }
        }
    }
}
