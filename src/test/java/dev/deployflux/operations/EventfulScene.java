package dev.deployflux.operations;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.micrometer.CallMeters;
import dev.deployflux.micrometer.CallObservations;
import dev.deployflux.micrometer.FeedMeters;
import dev.deployflux.micrometer.PassMeters;
import dev.deployflux.micrometer.QuotaMeters;
import dev.deployflux.micrometer.SseMeters;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** An application in which everything that is measured has happened, and the registry that Prometheus would scrape. */
final class EventfulScene implements AutoCloseable {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ServiceDeployments deployments;
    private final DeploymentFeed feed;
    private final DeploymentSse sse;
    private final Disposable hanging;

    EventfulScene() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        ApiQuota quota = ApiQuota.published();
        deployments = ServiceDeployments.builder(ecs.client())
                .quota(quota)
                .observer(new CallObservations(observations))
                .observer(new CallMeters(registry))
                .build();
        feed = DeploymentWatcher.builder(deployments)
                .listener(new PassMeters(registry))
                .interval(Duration.ofMillis(10))
                .idleInterval(Duration.ofMillis(10))
                .lookupInterval(Duration.ofMillis(10))
                .backoff(Duration.ofMillis(10), Duration.ofMillis(10))
                .build()
                .feed(Flux.concat(deployments.services("prod"), Flux.just(ServiceRef.parse("prod/gone"))));
        new QuotaMeters(quota).bindTo(registry);
        new FeedMeters(feed).bindTo(registry);
        sse = DeploymentSse.from(feed);
        new SseMeters(sse).bindTo(registry);
        ecs.cluster("prod").service("web").history(3);
        callsEndInEveryWay();
        theFeedHasTrouble();
        ecs.faults().inject(Operation.LIST_CLUSTERS, FaultRule.of(Fault.hang()).always());
        hanging = deployments.clusters().subscribe();
    }

    private void list(Fault... faults) {
        for (Fault fault : faults) {
            ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault));
        }
        deployments
                .list(r -> r.cluster("prod").service("web"))
                .onErrorComplete()
                .blockLast();
    }

    private void callsEndInEveryWay() {
        deployments.clusters().blockLast();
        list();
        for (Fault fault : List.of(Fault.throttled(), Fault.accessDenied(), Fault.malformedJson())) {
            list(fault);
        }
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.hang()));
        deployments.list(r -> r.cluster("prod").service("web")).subscribe().dispose();
        ecs.faults().clear();
    }

    private void theFeedHasTrouble() {
        feed.events().subscribe();
        feed.events().takeUntil(DeploymentEvent.PassCompleted.class::isInstance).blockLast();
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.serverError()).always());
        Eventually.holds(() -> feed.health().lookupFailures() > 0
                && !feed.health().unreadable().isEmpty());
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        hanging.dispose();
        sse.dispose();
        feed.dispose();
        ecs.close();
    }
}
