package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** The calls of one service's passes. Each page has to come in time. */
final class ServicePages {

    private final ServiceRef service;
    private final ServiceDeployments deployments;
    private final UserCode userCode;
    private final UserCode.Lane client;
    private final WatchOptions options;

    ServicePages(ServiceRef service, ServiceDeployments deployments, UserCode userCode, WatchOptions options) {
        this.service = service;
        this.deployments = deployments;
        this.userCode = userCode;
        this.client = userCode.lane();
        this.options = options;
    }

    /** What its next pass has to ask for. */
    Flux<ListServiceDeploymentsResponse> of(ServiceHistory history) {
        Flux<ListServiceDeploymentsResponse> recent = Flux.defer(
                () -> pages(CreatedAt.builder().after(history.window().after()).build()));
        return inTime(recent).concatWith(Flux.defer(() -> straggler(history.window())));
    }

    private Flux<ListServiceDeploymentsResponse> straggler(ServiceHistory.Window window) {
        ServiceHistory.Span span = window.straggler();
        return span == null
                ? Flux.empty()
                : inTime(pages(CreatedAt.builder()
                        .after(span.after())
                        .before(span.before())
                        .build()));
    }

    private Flux<ListServiceDeploymentsResponse> inTime(Flux<ListServiceDeploymentsResponse> pages) {
        Mono<Long> deadline = Mono.delay(options.callTimeout, options.timers);
        // Behind the last page there is no call to wait for, and a timer costs as much as looking at ten rows.
        return client.visit(pages)
                .timeout(
                        deadline,
                        page -> page.nextToken() == null ? Mono.never() : deadline,
                        Mono.defer(() -> userCode.onOwnThread(Mono.error(tooSlow()))));
    }

    private Flux<ListServiceDeploymentsResponse> pages(CreatedAt createdAt) {
        return deployments.pages(
                r -> r.cluster(service.cluster()).service(service.service()).createdAt(createdAt));
    }

    private TimeoutException tooSlow() {
        return new TimeoutException("no page of " + service + " came within " + options.callTimeout
                + (client.isTaken() ? ", as the client blocks the thread that calls it" : ""));
    }
}
