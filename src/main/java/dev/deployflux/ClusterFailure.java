package dev.deployflux;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.Exceptions;

/**
 * A cluster whose services could not be listed, or not to the end.
 *
 * <p>The error that ends {@link ServiceDeployments#services(String...)} is the SDK's own, and names the cluster in a
 * suppressed one; one that takes no suppressed ones, which none of the SDK's does, is the cause of one that names the
 * cluster. If several clusters failed, Reactor's {@code Exceptions.unwrapMultiple} gives all errors. {@link #allOf} takes
 * any of them apart.
 *
 * @param cluster the name of the cluster, or what was given for one if that can't be a name
 * @param error the SDK's own exception, such as {@code ClusterNotFoundException}, or an {@link IllegalStateException} for a
 *     token that came twice
 */
public record ClusterFailure(String cluster, Throwable error) {

    /**
     * A failure of that cluster.
     *
     * @param cluster which one
     * @param error why
     * @throws NullPointerException that names the argument which is {@code null}
     */
    public ClusterFailure {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(error, "error");
    }

    /**
     * Takes apart the error that ends {@link ServiceDeployments#services(String...)}, for those who log it in a line.
     *
     * @param error of one cluster or of several
     * @return each cluster that the error names; empty if it is the error of something else
     */
    public static List<ClusterFailure> allOf(Throwable error) {
        Set<ClusterFailure> failures = new LinkedHashSet<>();
        for (Throwable each : Exceptions.unwrapMultiple(error)) {
            if (each instanceof WhileListing around && around.cluster() != null && around.getCause() != null) {
                failures.add(new ClusterFailure(around.cluster(), around.getCause()));
            }
            for (Throwable within : each.getSuppressed()) {
                if (within instanceof WhileListing in && in.cluster() != null) {
                    failures.add(new ClusterFailure(in.cluster(), each));
                }
            }
        }
        return List.copyOf(failures);
    }

    /**
     * The failure for people to read.
     *
     * @return the cluster and what happened
     */
    @Override
    public String toString() {
        return cluster + ": " + error;
    }
}
