package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What a feed knows of one service. At the end of each pass it forgets the deployments that are over and were created
 * before the feed's window, except the newest of all, and except those that this very pass had news of: a
 * subscriber that asks has the time until the next pass to get them.
 */
final class ServiceSnapshot {

    private static final Comparator<Seen> BY_AGE = Comparator.comparing(
            seen -> seen.deployment().createdAt(), Comparator.nullsFirst(Comparator.naturalOrder()));

    private final ServiceRef service;

    /** When it joined, or when its last complete pass began, in the scheduler's nanoseconds. */
    private long readAt;

    /** What a late subscriber is told of each, with the statuses that the watch never observed. */
    private final Map<String, Seen> deployments = new LinkedHashMap<>();

    private final Set<String> news = new HashSet<>();
    private @Nullable PassCompleted pass;
    private @Nullable ServiceFailing failing;

    ServiceSnapshot(ServiceRef service, long now) {
        this.service = service;
        this.readAt = now;
    }

    void told(OfDeployment event) {
        String arn = event.deployment().serviceDeploymentArn();
        if (event instanceof Removed) {
            deployments.remove(arn);
        } else {
            deployments.merge(arn, snapshot(event), (before, after) -> {
                List<NotObserved> all = new ArrayList<>(before.notObserved());
                all.addAll(after.notObserved());
                return snapshot(after.deployment(), all);
            });
            news.add(arn);
        }
    }

    private Seen snapshot(OfDeployment event) {
        List<NotObserved> notObserved = event instanceof Seen seen
                ? seen.notObserved()
                : event instanceof Changed changed ? changed.notObserved() : List.of();
        return snapshot(event.deployment(), notObserved);
    }

    private Seen snapshot(ServiceDeploymentBrief row, List<NotObserved> notObserved) {
        return new Seen(service, row, Origin.SNAPSHOT, notObserved, 0);
    }

    void passed(PassCompleted completed, long now, Duration since, List<String> forgotten) {
        pass = completed;
        readAt = now - completed.took().toNanos();
        Instant horizon = completed.windowEnd().minus(since);
        String newest = deployments.values().stream()
                .max(BY_AGE)
                .map(seen -> seen.deployment().serviceDeploymentArn())
                .orElse("");
        deployments.values().removeIf(seen -> {
            ServiceDeploymentBrief row = seen.deployment();
            boolean old = row.createdAt() == null || row.createdAt().isBefore(horizon);
            boolean forget = old
                    && !row.serviceDeploymentArn().equals(newest)
                    && DeploymentOperators.isTerminal(row)
                    && !news.contains(row.serviceDeploymentArn());
            if (forget) {
                forgotten.add(row.serviceDeploymentArn());
            }
            return forget;
        });
        news.clear();
    }

    void failing(ServiceFailing event) {
        failing = event;
    }

    void recovered() {
        failing = null;
    }

    void addTo(List<DeploymentEvent> events) {
        events.add(new ServiceJoined(service));
        deployments.values().stream().sorted(BY_AGE).forEach(events::add);
        if (pass != null) {
            events.add(pass);
        }
        if (failing != null) {
            events.add(failing);
        }
    }

    /**
     * How it is.
     *
     * @param now in the scheduler's nanoseconds
     * @param pollingFor zero while nothing polls
     */
    ServiceHealth health(long now, Duration pollingFor) {
        Duration unread = Duration.ofNanos(now - readAt);
        return new ServiceHealth(
                pass == null ? null : pass.startedAt(),
                pass == null ? null : unread,
                unread.compareTo(pollingFor) < 0 ? unread : pollingFor,
                failing == null ? 0 : failing.failures(),
                failing == null ? null : failing.error(),
                pass == null ? 0 : pass.inFlight());
    }
}
