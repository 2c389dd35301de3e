package dev.deployflux;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the services that wait: the cluster with the fewest services being listed comes next, and of
 * several the one whose last turn is longest ago. So a cluster of 500 services doesn't starve one of 3. Not
 * thread-safe.
 */
final class ClusterTurns {

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final boolean ordered;
    private int waiting;
    private long turn;

    /**
     * No service yet.
     *
     * @param ordered whether clusters come one after another instead, in the order in which they were first named
     */
    ClusterTurns(boolean ordered) {
        this.ordered = ordered;
    }

    void add(ServiceRef service) {
        clusters.computeIfAbsent(service.cluster(), name -> new Cluster())
                .services
                .add(service);
        waiting++;
    }

    /** How many services wait. */
    int waiting() {
        return waiting;
    }

    /** The service to be listed now, until it is {@link #done}; {@code null} if there is none whose turn it is. */
    @Nullable
    ServiceRef next() {
        Cluster cluster = ordered ? first() : fairest();
        ServiceRef service = cluster == null ? null : cluster.services.poll();
        if (service != null) {
            waiting--;
            Objects.requireNonNull(cluster).open++;
            cluster.lastTurn = ++turn;
        }
        return service;
    }

    /** That service has been listed, or has failed. */
    void done(ServiceRef service) {
        Cluster cluster = Objects.requireNonNull(clusters.get(service.cluster()));
        cluster.open--;
        if (cluster.open == 0 && cluster.services.isEmpty()) {
            clusters.remove(service.cluster());
        }
    }

    private @Nullable Cluster first() {
        return clusters.isEmpty() ? null : clusters.values().iterator().next();
    }

    private @Nullable Cluster fairest() {
        return clusters.values().stream()
                .filter(cluster -> !cluster.services.isEmpty())
                .min(Comparator.<Cluster>comparingInt(cluster -> cluster.open)
                        .thenComparingLong(cluster -> cluster.lastTurn))
                .orElse(null);
    }

    private static final class Cluster {
        final Queue<ServiceRef> services = new ArrayDeque<>();
        int open;
        long lastTurn;
    }
}
