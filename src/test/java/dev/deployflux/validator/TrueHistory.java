package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.RolloutProgress;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all deployments really did, by the clock of ECS. Immutable. */
public final class TrueHistory {

    private final Map<String, TrueDeployment> deployments;

    private TrueHistory(Map<String, TrueDeployment> deployments) {
        this.deployments = Collections.unmodifiableMap(deployments);
    }

    /**
     * What all deployments of a simulator did up to its clock's now.
     *
     * @param ecs by whose clock the watcher goes too
     * @return the history
     */
    public static TrueHistory of(EcsSimulator ecs) {
        return of(ecs.truth().stream().map(TrueHistory::ofSimulator).toList());
    }

    private static TrueDeployment ofSimulator(dev.deployflux.simulator.TrueDeployment deployment) {
        return new TrueDeployment(
                new ServiceRef(deployment.cluster(), deployment.service()),
                deployment.arn(),
                deployment.createdAt(),
                deployment.listedFrom(),
                deployment.steps().stream()
                        .map(step -> new TrueDeployment.Step(step.status(), step.since()))
                        .toList(),
                deployment.serviceDeletedAt().orElse(null),
                new TrueRollout(
                        deployment.described().stream()
                                .map(TrueHistory::ofSimulator)
                                .toList(),
                        deployment.pauses().stream()
                                .map(TrueHistory::ofSimulator)
                                .toList()));
    }

    private static TrueRollout.Point ofSimulator(dev.deployflux.simulator.TrueDeployment.Described told) {
        return new TrueRollout.Point(
                told.since(),
                new RolloutProgress(
                        told.stage().orElse(null),
                        told.runningTasks(),
                        told.requestedTasks(),
                        told.testWeight().orElse(null),
                        told.productionWeight().orElse(null),
                        told.failedTasks().orElse(null),
                        told.failureThreshold().orElse(null),
                        told.triggeredAlarms()));
    }

    private static TrueRollout.Pause ofSimulator(dev.deployflux.simulator.TrueDeployment.Pause pause) {
        return new TrueRollout.Pause(
                pause.hookId(),
                pause.stage().orElse(null),
                pause.from(),
                pause.expiresAt().orElse(null),
                pause.until().orElse(null),
                pause.end().map(TrueHistory::hookStatus).orElse(null));
    }

    private static String hookStatus(dev.deployflux.simulator.TrueDeployment.PauseEnd end) {
        return switch (end) {
            case CONTINUED -> "SUCCEEDED";
            case TIMED_OUT -> "TIMED_OUT";
            case ROLLED_BACK, STOPPED -> "FAILED";
        };
    }

    /**
     * The history of these deployments.
     *
     * @param deployments of any number of services, also of ones that aren't watched
     * @return the history
     * @throws IllegalArgumentException if two have one ARN
     */
    public static TrueHistory of(List<TrueDeployment> deployments) {
        Map<String, TrueDeployment> byArn = new LinkedHashMap<>();
        for (TrueDeployment each : deployments) {
            if (byArn.put(each.arn(), each) != null) {
                throw new IllegalArgumentException(
                        each.arn() + " is there twice: write one deployment with all its steps");
            }
        }
        return new TrueHistory(byArn);
    }

    /**
     * The deployments.
     *
     * @return them in the order given
     */
    public Collection<TrueDeployment> deployments() {
        return deployments.values();
    }

    @Nullable
    TrueDeployment find(@Nullable String arn) {
        return arn == null ? null : deployments.get(arn);
    }
}
