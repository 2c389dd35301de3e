package dev.deployflux;

import java.util.Set;

/**
 * Hears how each cluster gets listed, beside the services themselves: which clusters were listed whole, though others
 * failed. A watch knows by this who has left. Put into the subscriber's {@code Context}, it hears of all that
 * {@link ServiceDeployments#services(String...)} lists in that subscription, through whatever operators.
 *
 * <pre>{@code
 * deployments.services("prod", "staging").contextWrite(context -> context.put(ClusterListener.class, listener))
 * }</pre>
 *
 * <p>Called on the threads that list, one call at a time for one {@code services(..)}. Must not block or throw.
 */
public interface ClusterListener {

    /**
     * The services of a cluster have all been listed, and emitted.
     *
     * @param cluster the name of the cluster, never an ARN
     * @param services all of them; immutable
     */
    void listed(String cluster, Set<ServiceRef> services);

    /**
     * The services of a cluster couldn't be listed, or not to the end.
     *
     * @param failure which cluster, and why
     */
    void failed(ClusterFailure failure);
}
