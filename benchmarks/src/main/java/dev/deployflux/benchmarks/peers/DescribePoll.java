package dev.deployflux.benchmarks.peers;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;

/** The watch that is written with {@code Flux.interval} and DescribeServices. It is told of rolling updates alone. */
public final class DescribePoll {

    private static final int AT_ONCE = 10;

    private DescribePoll() {}

    /**
     * The deployments of these services of one cluster that weren't there before: by id and state, which it never forgets.
     * Eight calls at once.
     */
    public static Flux<Deployment> changes(
            EcsAsyncClient client, List<ServiceRef> services, Duration interval, Scheduler scheduler) {
        return Flux.interval(interval, scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> Flux.fromIterable(services)
                        .buffer(AT_ONCE)
                        .flatMap(some -> describe(client, some), 8)
                        .flatMapIterable(DescribeServicesResponse::services)
                        .flatMapIterable(service -> service.deployments()))
                .distinct(deployment -> deployment.id() + deployment.rolloutStateAsString());
    }

    private static Mono<DescribeServicesResponse> describe(EcsAsyncClient client, List<ServiceRef> services) {
        return Mono.fromFuture(
                () -> client.describeServices(r -> r.cluster(services.get(0).cluster())
                        .services(services.stream().map(ServiceRef::service).toList())));
    }
}
