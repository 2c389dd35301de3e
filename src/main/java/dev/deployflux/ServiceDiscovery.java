package dev.deployflux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/**
 * Which clusters and services there are. Clusters are walked one after the other, and one that fails keeps none behind it
 * from being listed: errors are gathered, and come at the end.
 */
final class ServiceDiscovery {

    private final ApiPages pages;
    private final int readAhead;

    ServiceDiscovery(ApiPages pages, int readAhead) {
        this.pages = pages;
        this.readAhead = readAhead;
    }

    Flux<String> clusters() {
        return FluxPages.of(pages.clusters(), ListClustersResponse::clusterArns, null, readAhead);
    }

    Flux<ServiceRef> services(Publisher<String> clusters) {
        // concatMapDelayError without prefetch keeps one error and drops the others.
        return Flux.defer(() -> {
            List<Throwable> errors = new ArrayList<>();
            Function<Throwable, Mono<ServiceRef>> later = error -> {
                errors.add(error);
                return Mono.empty();
            };
            return Flux.from(clusters)
                    .map(this::servicesOf)
                    .onErrorResume(error -> Mono.just(Flux.error(error)))
                    .concatMap(services -> services.onErrorResume(later), 0)
                    .concatWith(Mono.defer(() -> errors.isEmpty() ? Mono.empty() : Mono.error(allOf(errors))));
        });
    }

    private static Throwable allOf(List<Throwable> errors) {
        return errors.size() == 1 ? errors.get(0) : Exceptions.multiple(errors);
    }

    private Flux<ServiceRef> servicesOf(String cluster) {
        return Flux.defer(() -> {
                    ListRequest.checkCluster(cluster);
                    return FluxPages.of(pages.services(cluster), ListServicesResponse::serviceArns, null, readAhead);
                })
                .map(arn -> new ServiceRef(cluster, arn))
                .onErrorMap(e -> WhileListing.in(e, "the services of cluster " + cluster));
    }
}
