package dev.deployflux.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * What truly became of a deployment, whatever answers said of it: {@link EcsSimulator#truth()} tells it.
 *
 * @param cluster the name of its cluster
 * @param service the name of its service
 * @param arn its ARN
 * @param createdAt its {@code createdAt}, to the nanosecond; the SDK reads only the milliseconds
 * @param listedFrom from when on answers know it, {@code createdAt} or later; after {@code serviceDeletedAt} if none ever
 *     did
 * @param steps the statuses it has had, the first since {@code createdAt}, none twice in a row; what was to come after the
 *     clock's now, or after its service was deleted, isn't among them
 * @param serviceDeletedAt when its service was deleted, from when on no answer knows it; empty while there is the service
 * @param stages the lifecycle stages it has been at, none twice in a row; a linear or canary rollout with hooks before the
 *     traffic shift goes to and fro between two
 * @param pauses the PAUSE hooks that it waited for, or still does, in order
 * @param described what {@code DescribeServiceDeployments} told of how far it was, from each of its changes on
 */
public record TrueDeployment(
        String cluster,
        String service,
        String arn,
        Instant createdAt,
        Instant listedFrom,
        List<Step> steps,
        Optional<Instant> serviceDeletedAt,
        List<Stage> stages,
        List<Pause> pauses,
        List<Described> described) {

    /** Copies the lists. */
    public TrueDeployment {
        steps = List.copyOf(steps);
        stages = List.copyOf(stages);
        pauses = List.copyOf(pauses);
        described = List.copyOf(described);
    }

    /**
     * A status that a deployment took.
     *
     * @param status it had from then on
     * @param since the clock's time; two steps may share one, if the deployment was stopped at the instant of a step
     */
    public record Step(ServiceDeploymentStatus status, Instant since) {}

    /**
     * A lifecycle stage that a deployment came to.
     *
     * @param stage its name on the wire, such as {@code BAKE_TIME}
     * @param since the clock's time
     */
    public record Stage(String stage, Instant since) {}

    /**
     * A wait for somebody to say go.
     *
     * @param hookId what {@code ContinueServiceDeployment} needs
     * @param stage the lifecycle stage at which it waits; empty if the script has none there
     * @param from since when it waits
     * @param expiresAt when it times out; empty if it never does
     * @param until when the wait was over; empty while it waits
     * @param end how it ended; empty while it waits
     */
    public record Pause(
            String hookId,
            Optional<String> stage,
            Instant from,
            Optional<Instant> expiresAt,
            Optional<Instant> until,
            Optional<PauseEnd> end) {}

    /**
     * How far a deployment was from a change on. Empty stands for what isn't told.
     *
     * @param since the clock's time
     * @param stage its lifecycle stage
     * @param runningTasks of the revision that it brings
     * @param requestedTasks of the same
     * @param testWeight how many percent of the test traffic that revision shall get
     * @param productionWeight how many percent of the production traffic it shall get
     * @param failedTasks what the circuit breaker has counted
     * @param failureThreshold at which it rolls back
     * @param triggeredAlarms those that have gone off
     */
    public record Described(
            Instant since,
            Optional<String> stage,
            int runningTasks,
            int requestedTasks,
            Optional<Double> testWeight,
            Optional<Double> productionWeight,
            Optional<Integer> failedTasks,
            Optional<Integer> failureThreshold,
            List<String> triggeredAlarms) {

        /** Copies the alarms. */
        public Described {
            triggeredAlarms = List.copyOf(triggeredAlarms);
        }

        private static Described of(Lifecycle.Moment moment) {
            Progress progress = moment.state().progress();
            TaskCounts target = moment.state().target();
            Optional<CircuitBreaker> breaker = Optional.ofNullable(progress.breaker());
            return new Described(
                    moment.since(),
                    Optional.ofNullable(progress.stage()),
                    target.running(),
                    target.requested(),
                    Optional.ofNullable(progress.testWeight()),
                    Optional.ofNullable(progress.productionWeight()),
                    breaker.map(CircuitBreaker::failureCount),
                    breaker.map(CircuitBreaker::threshold),
                    progress.alarms() == null ? List.of() : progress.alarms().triggered());
        }
    }

    /** How a pause ended. */
    public enum PauseEnd {
        /** Somebody said go. */
        CONTINUED,
        /** Somebody said back. */
        ROLLED_BACK,
        /** Nobody said anything in time; the hook's timeout action was taken. */
        TIMED_OUT,
        /** The deployment was stopped meanwhile. */
        STOPPED
    }

    static TrueDeployment of(
            String cluster, String service, DeploymentRow row, Instant until, Optional<Instant> serviceDeletedAt) {
        List<Step> steps = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        List<Described> described = new ArrayList<>();
        ServiceDeploymentStatus status = null;
        String stage = null;
        List<Lifecycle.Moment> moments = row.passedBy(until);
        for (Lifecycle.Moment moment : moments) {
            if (moment.state().status() != status) {
                status = moment.state().status();
                steps.add(new Step(status, moment.since()));
            }
            String next = moment.state().progress().stage();
            if (next != null && !next.equals(stage)) {
                stage = next;
                stages.add(new Stage(next, moment.since()));
            }
            described.add(Described.of(moment));
        }
        return new TrueDeployment(
                cluster,
                service,
                row.arn(),
                row.createdAt(),
                row.listedFrom(),
                steps,
                serviceDeletedAt,
                stages,
                pauses(row, moments.get(moments.size() - 1).state().progress().hooks()),
                described);
    }

    private static List<Pause> pauses(DeploymentRow row, List<HookDetail> hooks) {
        return IntStream.range(0, hooks.size())
                .mapToObj(i -> pause(hooks.get(i), row.hookId(hooks.get(i), i)))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Pause pause(HookDetail hook, String id) {
        return !hook.targetType().equals(HookDetail.PAUSE)
                ? null
                : new Pause(
                        id,
                        Optional.ofNullable(hook.stage()),
                        hook.from(),
                        Optional.ofNullable(hook.expiresAt()),
                        Optional.ofNullable(hook.until()),
                        Optional.ofNullable(hook.end()));
    }

    /** The status it has had last. */
    public ServiceDeploymentStatus status() {
        return steps.get(steps.size() - 1).status();
    }
}
