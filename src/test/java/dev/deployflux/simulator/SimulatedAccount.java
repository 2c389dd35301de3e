package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that one account has in one region, and how a request names it. */
final class SimulatedAccount {

    static final String DEFAULT_CLUSTER = "default";

    private final SimulatorSettings settings;
    private final IdSequence ids = new IdSequence();
    private final EventBridge eventBridge = new EventBridge();
    private final NavigableMap<String, SimulatedCluster> clusters = new ConcurrentSkipListMap<>();
    private final Queue<SimulatedService> servicesEver = new ConcurrentLinkedQueue<>();

    SimulatedAccount(SimulatorSettings settings) {
        this.settings = settings;
    }

    SimulatorSettings settings() {
        return settings;
    }

    EventBridge eventBridge() {
        return eventBridge;
    }

    /** All that there are. */
    Stream<SimulatedService> services() {
        return clusters.values().stream().flatMap(cluster -> cluster.services().values().stream());
    }

    IdSequence ids() {
        return ids;
    }

    SimulatedCluster cluster(String name) {
        ResourceName.require("cluster", name);
        return clusters.computeIfAbsent(name, key -> new SimulatedCluster(this, key));
    }

    /** Keeps the service for the {@link #truth()} when it is deleted. */
    SimulatedService remembered(SimulatedService service) {
        servicesEver.add(service);
        return service;
    }

    /** What became of all deployments, those of services deleted since too. */
    List<TrueDeployment> truth() {
        return servicesEver.stream()
                .flatMap(service -> service.truth().stream())
                .toList();
    }

    NavigableMap<String, SimulatedCluster> clusters() {
        return clusters;
    }

    /** The cluster that a request names, by name or ARN, or the default one. */
    SimulatedCluster findCluster(@Nullable String nameOrArn) {
        String name = nameOrArn == null
                ? DEFAULT_CLUSTER
                : nameOrArn.startsWith("arn:") ? afterPrefix(nameOrArn, "cluster/") : nameOrArn;
        SimulatedCluster cluster = name == null ? null : clusters.get(name);
        if (cluster == null) {
            throw EcsError.clusterNotFound().asRefusal();
        }
        return cluster;
    }

    /** The service that a request names, by name or by an ARN of either form; null when the cluster has none. */
    @Nullable
    SimulatedService findService(@Nullable String cluster, String nameOrArn) {
        return findService(cluster, nameOrArn, SimulatedCluster::find);
    }

    /** As {@link #findService(String, String)}, as of {@code now}, and if it was deleted for as long as that is told. */
    @Nullable
    SimulatedService findToldService(@Nullable String cluster, String nameOrArn, Instant now) {
        return findService(cluster, nameOrArn, (in, name) -> in.findTold(name, now));
    }

    private @Nullable SimulatedService findService(@Nullable String cluster, String nameOrArn, Look look) {
        if (!nameOrArn.startsWith("arn:")) {
            return look.up(findCluster(cluster), nameOrArn);
        }
        String path = afterPrefix(nameOrArn, "service/");
        if (path == null) {
            return null;
        }
        int slash = path.indexOf('/');
        if (slash < 0) {
            return look.up(findCluster(cluster), path);
        }
        String arnCluster = path.substring(0, slash);
        if (cluster != null && !findCluster(cluster).name().equals(arnCluster)) {
            throw EcsError.invalidParameter("The service ARN belongs to another cluster than the one given.")
                    .asRefusal();
        }
        return look.up(findCluster(arnCluster), path.substring(slash + 1));
    }

    private interface Look {
        @Nullable
        SimulatedService up(SimulatedCluster cluster, String name);
    }

    @Nullable
    SimulatedService serviceOfDeployment(String arn) {
        return serviceOf(arn, "service-deployment/");
    }

    @Nullable
    SimulatedService serviceOfRevision(String arn) {
        return serviceOf(arn, "service-revision/");
    }

    /** Refuses the whole call for an ARN that isn't of this region and account, as ECS and IAM do. */
    void requireOwn(List<String> arns) {
        for (String arn : arns) {
            String[] parts = arn.split(":", 6);
            if (parts.length < 6 || !parts[0].equals("arn")) {
                continue; // nothing says what ECS makes of such: here it is one more that is missing
            }
            if (!parts[3].equals(settings.arns().region())) {
                throw EcsError.invalidParameter("Invalid Region in ARN").asRefusal();
            }
            if (!parts[4].equals(settings.arns().accountId())) {
                throw EcsError.accessDenied(arn).asRefusal();
            }
        }
    }

    private @Nullable SimulatedService serviceOf(String arn, String type) {
        String path = afterPrefix(arn, type);
        if (path == null) {
            return null;
        }
        String[] parts = path.split("/", -1);
        SimulatedCluster cluster = parts.length == 3 ? clusters.get(parts[0]) : null;
        return cluster == null ? null : cluster.find(parts[1]);
    }

    private @Nullable String afterPrefix(String arn, String type) {
        String prefix = settings.arns().prefix() + type;
        return arn.startsWith(prefix) ? arn.substring(prefix.length()) : null;
    }
}
