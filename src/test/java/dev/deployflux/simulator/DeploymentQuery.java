package dev.deployflux.simulator;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What a {@code ListServiceDeployments} call asks for, apart from where to go on and how much at once. */
record DeploymentQuery(Set<ServiceDeploymentStatus> statuses, CreatedAtWindow window) {

    static DeploymentQuery of(Input input, WindowEdges edges) {
        Set<ServiceDeploymentStatus> statuses = new TreeSet<>();
        for (String text : input.strings("status")) {
            ServiceDeploymentStatus status = ServiceDeploymentStatus.fromValue(text);
            if (status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
                throw EcsError.invalidParameter("status must be a list of %s."
                                .formatted(new TreeSet<>(ServiceDeploymentStatus.knownValues())))
                        .asRefusal();
            }
            statuses.add(status);
        }
        Input createdAt = input.object("createdAt");
        return new DeploymentQuery(
                statuses, new CreatedAtWindow(createdAt.instant("after"), createdAt.instant("before"), edges));
    }

    /** Whether the row is there at {@code now} and asked for. */
    boolean matches(DeploymentRow row, Instant now) {
        return row.isListedAt(now)
                && window.contains(row.createdAt())
                && (statuses.isEmpty() || statuses.contains(row.stateAt(now).status()));
    }
}
