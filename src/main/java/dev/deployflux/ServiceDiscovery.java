package dev.deployflux;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/**
 * Lists clusters and their services. Clusters are read one after another, and one that fails keeps none behind it from being
 * listed: errors are gathered, and come at the end.
 */
final class ServiceDiscovery {

    private final EcsCalls calls;

    ServiceDiscovery(EcsCalls calls) {
        this.calls = calls;
    }

    Flux<String> clusters() {
        return calls.clusters().items(ListClustersResponse::clusterArns);
    }

    Flux<ServiceRef> services(Publisher<String> clusters) {
        // concatMapDelayError without prefetch keeps one error and drops the others.
        return Flux.deferContextual(context -> {
            ClusterListener listener = context.getOrDefault(ClusterListener.class, null);
            List<Throwable> errors = new ArrayList<>();
            Function<Throwable, Mono<ServiceRef>> later = error -> {
                errors.add(error);
                return Mono.empty();
            };
            return Flux.from(clusters)
                    .map(cluster -> servicesOf(cluster, listener))
                    .onErrorResume(error -> Mono.just(Flux.error(error)))
                    .concatMap(services -> services.onErrorResume(later), 0)
                    .concatWith(Mono.defer(() -> errors.isEmpty()
                            ? Mono.empty()
                            : Mono.error(errors.size() == 1 ? errors.get(0) : Exceptions.multiple(errors))));
        });
    }

    private Flux<ServiceRef> servicesOf(String cluster, @Nullable ClusterListener listener) {
        Flux<ServiceRef> services = Flux.defer(() -> {
                    EcsRequests.checkCluster(cluster);
                    return calls.services(cluster).items(ListServicesResponse::serviceArns);
                })
                .map(arn -> new ServiceRef(cluster, arn));
        return (listener == null ? services : heard(cluster, services, listener))
                .onErrorMap(error -> WhileListing.in(error, "the services of cluster " + cluster, cluster));
    }

    private static Flux<ServiceRef> heard(String cluster, Flux<ServiceRef> services, ClusterListener listener) {
        return Flux.defer(() -> {
            Set<ServiceRef> named = new HashSet<>();
            return services.doOnNext(named::add)
                    .doOnComplete(() -> listener.listed(nameOf(cluster), Set.copyOf(named)))
                    .doOnError(error -> listener.failed(new ClusterFailure(nameOf(cluster), error)));
        });
    }

    /** The name that its services have in a {@link ServiceRef}. */
    private static String nameOf(String cluster) {
        try {
            return new ServiceRef(cluster, "any").cluster();
        } catch (IllegalArgumentException e) {
            return cluster;
        }
    }
}
