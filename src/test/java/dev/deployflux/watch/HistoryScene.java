package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The history of one service, and passes that list it at minutes from noon. */
abstract class HistoryScene {

    static final ServiceRef WEB = new ServiceRef("prod", "web");
    static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    static final Duration OVERLAP = Duration.ofMinutes(5);

    final ServiceHistory history = new ServiceHistory(WEB, minute(-60), OVERLAP);

    static Instant minute(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    static ServiceDeploymentBrief row(String id, int createdAtMinute, String status) {
        return row(id, createdAtMinute, status, null);
    }

    static ServiceDeploymentBrief row(String id, int createdAtMinute, String status, @Nullable Instant startedAt) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(id)
                .createdAt(minute(createdAtMinute))
                .startedAt(startedAt)
                .status(status)
                .build();
    }

    List<DeploymentEvent> listed(int minute, ServiceDeploymentBrief... rows) {
        return listed(history, minute, List.of(rows));
    }

    /** What a pass brings that took no time. */
    static List<DeploymentEvent> listed(ServiceHistory history, int minute, List<ServiceDeploymentBrief> rows) {
        return history.listed(rows, minute(minute), Duration.ofMinutes(minute).toNanos(), Duration.ZERO);
    }
}
