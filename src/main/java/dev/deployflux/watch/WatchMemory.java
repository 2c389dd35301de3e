package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a watch remembers, for another that is to go on where it was. Asked while a report is taken. */
interface WatchMemory {

    /**
     * What is to be remembered anew.
     *
     * @param services modifiable
     * @param deployments by the {@link Subject} of their status; modifiable
     */
    record Changes(Set<ServiceRef> services, Set<Subject> deployments) {}

    /** What has changed since this was asked last. */
    Changes changes();

    /** {@code null} if it isn't watched. */
    @Nullable
    ServiceMemory service(ServiceRef service);

    /** {@code null} if it is forgotten, or was never known. */
    @Nullable
    DeploymentMemory deployment(Subject deployment);
}
