package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** Events of rollouts of one service, made by hand. */
final class RolloutNews {

    static final ServiceRef WEB = new ServiceRef("prod", "web");
    static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    static final Instant ONE = NOON.plus(Duration.ofHours(1));
    static final Instant TWO = NOON.plus(Duration.ofHours(2));

    private RolloutNews() {}

    /** The later in the alphabet, the younger it is. */
    static ServiceDeploymentBrief row(String arn, String status) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(arn)
                .createdAt(NOON.plusSeconds(arn.charAt(0)))
                .status(status)
                .build();
    }

    static Seen seen(String arn, String status) {
        return new Seen(WEB, row(arn, status), Origin.SNAPSHOT, List.of(), 0);
    }

    static Changed changed(String arn, String from, String to, int merged) {
        return new Changed(WEB, row(arn, from), row(arn, to), List.of(), merged);
    }

    static Removed removed(String arn, String status, int merged) {
        return new Removed(WEB, row(arn, status), merged);
    }

    static PassCompleted pass(long number) {
        return new PassCompleted(WEB, number, NOON, Duration.ZERO, 1, 0);
    }

    /** Of a deployment that is in progress. */
    static Progressed at(
            String arn, ServiceDeploymentLifecycleStage stage, ServiceDeploymentLifecycleStage... notObserved) {
        return at(arn, "IN_PROGRESS", 0, stage, notObserved);
    }

    static Progressed at(
            String arn,
            String status,
            int running,
            ServiceDeploymentLifecycleStage stage,
            ServiceDeploymentLifecycleStage... notObserved) {
        return at(WEB, row(arn, status), running, stage, notObserved);
    }

    static Progressed at(
            ServiceRef service,
            ServiceDeploymentBrief row,
            int running,
            ServiceDeploymentLifecycleStage stage,
            ServiceDeploymentLifecycleStage... notObserved) {
        ServiceDeployment details = ServiceDeployment.builder()
                .serviceDeploymentArn(row.serviceDeploymentArn())
                .lifecycleStage(stage)
                .targetServiceRevision(target -> target.runningTaskCount(running))
                .build();
        return new Progressed(service, row, details, List.of(notObserved));
    }

    static AwaitingAction awaiting(String arn, String hookId, @Nullable Instant expiresAt) {
        return awaiting(arn, "IN_PROGRESS", hookId, expiresAt);
    }

    static AwaitingAction awaiting(String arn, String status, String hookId, @Nullable Instant expiresAt) {
        return awaiting(WEB, row(arn, status), hookId, expiresAt);
    }

    static AwaitingAction awaiting(
            ServiceRef service, ServiceDeploymentBrief row, String hookId, @Nullable Instant expiresAt) {
        AwaitedAction action = new AwaitedAction(
                row.serviceDeploymentArn(),
                hookId,
                "BAKE_TIME",
                NOON,
                expiresAt,
                DeploymentLifecycleHookAction.ROLLBACK);
        return new AwaitingAction(service, row, action);
    }

    static AwaitingEnded ended(AwaitingAction awaiting) {
        return new AwaitingEnded(awaiting.service(), awaiting.deployment(), awaiting.action(), "SUCCEEDED");
    }
}
