package dev.deployflux;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which waiting service is listed next: one of the cluster with the fewest services being listed, and among equals
 * of the one whose last turn is longest ago. So a cluster of 500 services doesn't starve one of 3. Not thread-safe.
 */
final class ClusterTurns {

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();

    /** Clusters that have waiting services, the next one first. */
    private final TreeSet<Cluster> byFairness = new TreeSet<>(
            Comparator.<Cluster>comparingInt(cluster -> cluster.open).thenComparingLong(cluster -> cluster.lastTurn));

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
        Cluster cluster = clusters.computeIfAbsent(service.cluster(), name -> new Cluster(++turn));
        cluster.services.add(service);
        byFairness.add(cluster);
        waiting++;
    }

    /** How many services wait. */
    int waiting() {
        return waiting;
    }

    /** The service to be listed now, until it is {@link #done}; {@code null} if there is none whose turn it is. */
    @Nullable
    ServiceRef next() {
        Iterator<Cluster> inOrder = (ordered ? clusters.values() : byFairness).iterator();
        Cluster cluster = inOrder.hasNext() ? inOrder.next() : null;
        ServiceRef service = cluster == null ? null : cluster.services.poll();
        if (cluster == null || service == null) {
            return null;
        }
        waiting--;
        rank(cluster, cluster.open + 1, ++turn);
        return service;
    }

    /** Ends the turn of a service, which has been listed or has failed. */
    void done(ServiceRef service) {
        Cluster cluster = Objects.requireNonNull(clusters.get(service.cluster()));
        rank(cluster, cluster.open - 1, cluster.lastTurn);
        if (cluster.open == 0 && cluster.services.isEmpty()) {
            clusters.remove(service.cluster());
        }
    }

    /** A sorted set has to let go of a cluster while its rank changes. */
    private void rank(Cluster cluster, int open, long lastTurn) {
        byFairness.remove(cluster);
        cluster.open = open;
        cluster.lastTurn = lastTurn;
        if (!cluster.services.isEmpty()) {
            byFairness.add(cluster);
        }
    }

    private static final class Cluster {
        final Queue<ServiceRef> services = new ArrayDeque<>();
        int open;

        /** No two clusters have the same. */
        long lastTurn;

        Cluster(long turn) {
            this.lastTurn = turn;
        }
    }
}
