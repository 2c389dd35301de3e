package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which deployments a stream shows. News of the stream itself passes every filter.
 *
 * @param clusters names of clusters; empty for all
 * @param services names of services; empty for all
 * @param statuses such as {@code IN_PROGRESS}; empty for all. A change passes if the deployment has one of them now or had
 *     it before, so that whoever shows rollouts in progress learns that each has left that status. To learn how each ends,
 *     name all that aren't ends: {@code PENDING}, {@code IN_PROGRESS}, {@code STOP_REQUESTED}, {@code
 *     ROLLBACK_REQUESTED}, {@code ROLLBACK_IN_PROGRESS}. News of a deployment's progress, and of what it waits for, passes by
 *     the status that it has now.
 */
public record DeploymentFilter(Set<String> clusters, Set<String> services, Set<String> statuses) {

    /**
     * Copies the sets.
     *
     * @param clusters names of clusters; empty for all
     * @param services names of services; empty for all
     * @param statuses such as {@code IN_PROGRESS}; empty for all
     */
    public DeploymentFilter {
        clusters = Set.copyOf(clusters);
        services = Set.copyOf(services);
        statuses = Set.copyOf(statuses);
    }

    /**
     * Everything.
     *
     * @return a filter that all pass
     */
    public static DeploymentFilter all() {
        return new DeploymentFilter(Set.of(), Set.of(), Set.of());
    }

    boolean passes(ServiceRef service) {
        return (clusters.isEmpty() || clusters.contains(service.cluster()))
                && (services.isEmpty() || services.contains(service.service()));
    }

    boolean passes(@Nullable String status, @Nullable String previousStatus) {
        return statuses.isEmpty()
                || (status != null && statuses.contains(status))
                || (previousStatus != null && statuses.contains(previousStatus));
    }
}
