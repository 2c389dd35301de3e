package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.FeedRow.RolloutMemory;
import dev.deployflux.watch.FeedRow.WaitTold;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentConfiguration;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** What has been told of what one deployment is at, and what of a description is news. */
final class KnownRollout {

    private final ServiceRef service;
    private RolloutProgress told = RolloutProgress.NONE;

    /** When that was told, in the scheduler's nanoseconds; {@code null} if nothing was. */
    private @Nullable Long toldAt;

    /** Whether the deployment is on its way back or to its end, where stages have no order. */
    private boolean turned;

    /** When ECS had last updated it in the newest description so far. */
    private @Nullable Instant updatedAt;

    private final Map<WaitTold, AwaitedAction> waits = new LinkedHashMap<>();
    private final Set<WaitTold> waitsTold = new HashSet<>(0);

    KnownRollout(ServiceRef service) {
        this.service = service;
    }

    /** Goes on from what was remembered. */
    KnownRollout(ServiceRef service, RolloutMemory memory) {
        this(service);
        told = memory.told();
        turned = memory.turned();
        updatedAt = memory.updatedAt();
        memory.waits().forEach(action -> waits.put(wait(action), action));
        waitsTold.addAll(memory.waitsTold());
    }

    RolloutMemory memory() {
        return new RolloutMemory(told, turned, updatedAt, List.copyOf(waits.values()), List.copyOf(waitsTold));
    }

    /** Whether this is older than what was described before, by its time or, at the same time, by its stage. */
    boolean isOutdated(ServiceDeployment details) {
        Instant latest = details.updatedAt();
        boolean known = updatedAt != null && latest != null;
        if (known && latest.isBefore(updatedAt)) {
            return true;
        }
        boolean newer = known && latest.isAfter(updatedAt);
        return !turned
                && !turns(details)
                && !StageOrder.mayFollow(details.lifecycleStageAsString(), told.stage(), newer);
    }

    private static boolean turns(ServiceDeployment details) {
        return details.status() != IN_PROGRESS && details.status() != PENDING;
    }

    /** Adds the ends of waits: this doesn't tell of them any more. */
    void waitsEnded(ServiceDeploymentBrief row, ServiceDeployment details, List<DeploymentEvent> events) {
        if (waits.isEmpty()) {
            return;
        }
        Set<WaitTold> open =
                AwaitedActions.of(details).stream().map(KnownRollout::wait).collect(Collectors.toSet());
        Map<String, String> statuses = details.lifecycleHookDetails().stream()
                .filter(hook -> hook != null && hook.hookId() != null && hook.statusAsString() != null)
                .filter(hook -> hook.status() != DeploymentLifecycleHookStatus.AWAITING_ACTION) // it waits once more
                .collect(Collectors.toMap(
                        DeploymentLifecycleHookDetail::hookId,
                        DeploymentLifecycleHookDetail::statusAsString,
                        (earlier, later) -> later));
        waits.entrySet().removeIf(wait -> {
            if (open.contains(wait.getKey())) {
                return false;
            }
            String status = statuses.get(wait.getKey().hookId());
            if (wait.getKey().expiresAt() == null) {
                waitsTold.remove(wait.getKey()); // its next wait would look the same
            }
            events.add(new RolloutEvents.AwaitingEnded(service, row, wait.getValue(), status));
            return true;
        });
    }

    /** The deployment is over, or nobody can tell any more. */
    void ended(ServiceDeploymentBrief row, List<DeploymentEvent> events) {
        waits.values().forEach(wait -> events.add(new RolloutEvents.AwaitingEnded(service, row, wait, null)));
        waits.clear();
    }

    /**
     * Adds what is news.
     *
     * @param row has the same status
     * @param details isn't {@linkplain #isOutdated outdated}
     * @param now in the scheduler's nanoseconds
     * @param floor how long nothing is told of what only counts on
     */
    void described(
            ServiceDeploymentBrief row,
            ServiceDeployment details,
            long now,
            Duration floor,
            List<DeploymentEvent> events) {
        RolloutProgress latest = RolloutProgress.of(details);
        turned |= turns(details);
        updatedAt = details.updatedAt() == null ? updatedAt : details.updatedAt();
        if (isNews(latest, now, floor)) {
            events.add(new RolloutEvents.Progressed(service, row, details, skipped(latest, details)));
            told = latest;
            toldAt = now;
        }
        for (AwaitedAction action : AwaitedActions.of(details)) {
            if (waitsTold.add(wait(action))) {
                waits.put(wait(action), action);
                events.add(new RolloutEvents.AwaitingAction(service, row, action));
            }
        }
    }

    private boolean isNews(RolloutProgress latest, long now, Duration floor) {
        return !latest.equals(told)
                && (toldAt == null
                        || !Objects.equals(latest.stage(), told.stage())
                        || !told.triggeredAlarms().containsAll(latest.triggeredAlarms())
                        || now - toldAt >= floor.toNanos());
    }

    private List<ServiceDeploymentLifecycleStage> skipped(RolloutProgress latest, ServiceDeployment details) {
        DeploymentConfiguration configuration = details.deploymentConfiguration();
        return turned
                ? List.of()
                : StageOrder.between(
                        told.stage(), latest.stage(), configuration == null ? null : configuration.strategy());
    }

    private static WaitTold wait(AwaitedAction action) {
        return new WaitTold(action.hookId(), action.expiresAt());
    }
}
