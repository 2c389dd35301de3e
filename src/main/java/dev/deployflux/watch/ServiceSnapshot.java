package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.time.Duration;
import java.time.Instant;
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

    private static final Comparator<ServiceDeploymentBrief> BY_AGE =
            Comparator.comparing(ServiceDeploymentBrief::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final ServiceRef service;
    private final Map<String, ServiceDeploymentBrief> deployments = new LinkedHashMap<>();
    private final Set<String> news = new HashSet<>();
    private @Nullable PassCompleted pass;
    private @Nullable ServiceFailing failing;

    ServiceSnapshot(ServiceRef service) {
        this.service = service;
    }

    void told(OfDeployment event) {
        String arn = event.deployment().serviceDeploymentArn();
        if (event instanceof Removed) {
            deployments.remove(arn);
        } else {
            deployments.put(arn, event.deployment());
            news.add(arn);
        }
    }

    void passed(PassCompleted completed, Instant horizon, List<String> forgotten) {
        pass = completed;
        String newest = deployments.values().stream()
                .max(BY_AGE)
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .orElse("");
        deployments.values().removeIf(row -> {
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
        deployments.values().stream()
                .sorted(BY_AGE)
                .forEach(row -> events.add(new Seen(service, row, Origin.SNAPSHOT, List.of(), 0)));
        if (failing != null) {
            events.add(failing);
        }
        if (pass != null) {
            events.add(pass);
        }
    }

    ServiceHealth health(Instant now) {
        Instant lastGoodPass = pass == null ? null : pass.startedAt();
        return new ServiceHealth(
                lastGoodPass,
                lastGoodPass == null ? null : Duration.between(lastGoodPass, now),
                failing == null ? 0 : failing.failures(),
                failing == null ? null : failing.error(),
                pass == null ? 0 : pass.inFlight());
    }
}
