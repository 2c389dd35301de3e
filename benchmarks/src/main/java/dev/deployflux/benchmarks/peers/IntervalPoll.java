package dev.deployflux.benchmarks.peers;

import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.Requests;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The watch that is written with {@code Flux.interval}. */
public final class IntervalPoll {

    private IntervalPoll() {}

    /** Every row of every service at every interval; eight services at once. */
    public static Flux<ServiceDeploymentBrief> rows(
            EcsAsyncClient client, List<ServiceRef> services, Duration interval, Scheduler scheduler) {
        return Flux.interval(interval, scheduler).onBackpressureDrop().concatMap(tick -> Flux.fromIterable(services)
                .flatMap(service -> ExpandedPages.flatMapIterable(client, Requests.of(service)), 8));
    }

    /** Those of them that weren't there before: by ARN and status, which it never forgets. */
    public static Flux<ServiceDeploymentBrief> changes(
            EcsAsyncClient client, List<ServiceRef> services, Duration interval, Scheduler scheduler) {
        return rows(client, services, interval, scheduler)
                .distinct(row -> row.serviceDeploymentArn() + row.statusAsString());
    }
}
