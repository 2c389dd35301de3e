package dev.deployflux.watch;

import dev.deployflux.ClusterFailure;
import dev.deployflux.ClusterListener;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one lookup heard of clusters. Only what a cluster's complete list says counts: rows may have been lost or filtered
 * on their way to the watch, so that a service isn't gone because it didn't arrive. Thread-safe.
 */
final class ClusterListings implements ClusterListener {

    private final Map<String, Set<ServiceRef>> whole = new HashMap<>();
    private final Map<String, Throwable> failed = new TreeMap<>();
    private boolean ended;

    /** The lookup is over: what comes late counts no more. */
    synchronized void end() {
        ended = true;
    }

    @Override
    public synchronized void listed(String cluster, Set<ServiceRef> services) {
        if (!ended) {
            whole.put(cluster, services);
            failed.remove(cluster);
        }
    }

    @Override
    public synchronized void failed(ClusterFailure failure) {
        if (!ended && !whole.containsKey(failure.cluster())) {
            failed.put(failure.cluster(), failure.error());
        }
    }

    /** Whether the service's cluster was listed whole, without it. */
    synchronized boolean lack(ServiceRef service) {
        Set<ServiceRef> services = whole.get(service.cluster());
        return services != null && !services.contains(service);
    }

    /** Whether the service's cluster couldn't be listed. */
    synchronized boolean failed(ServiceRef service) {
        return failed.containsKey(service.cluster());
    }

    /**
     * The clusters that couldn't be listed, by name.
     *
     * @param inARow counts for each in how many lookups in a row; is brought up to date
     */
    synchronized List<LookupFailing.Cluster> failing(Map<String, Integer> inARow) {
        inARow.keySet().removeAll(whole.keySet());
        List<LookupFailing.Cluster> failing = new ArrayList<>();
        failed.forEach((cluster, error) ->
                failing.add(new LookupFailing.Cluster(cluster, error, inARow.merge(cluster, 1, Integer::sum))));
        return failing;
    }
}
