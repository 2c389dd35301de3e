package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import reactor.core.publisher.Flux;

/** What the properties of the streams mean. Apart from {@link Settings}, which work without Spring's web classes. */
final class SseSettings {

    private final DeployfluxProperties.Sse sse;

    SseSettings(DeployfluxProperties.Sse sse) {
        this.sse = sse;
    }

    /** Makes it once, of a feed that never polls, so that wrong properties fail now. */
    void check() {
        ServiceDeployments nothing = ServiceDeployments.create(new NeverCalled());
        sse(DeploymentWatcher.builder(nothing).build().feed(Flux.empty())).dispose();
    }

    DeploymentSse sse(DeploymentFeed feed) {
        DeploymentSse.Builder builder = DeploymentSse.builder(feed);
        Given given = new Given("deployflux.sse");
        given.set("heartbeat", sse.heartbeat(), builder::heartbeat);
        given.set("retry", sse.retry(), builder::retry);
        given.set("max-clients", sse.maxClients(), builder::maxClients);
        given.set("stall-timeout", sse.stallTimeout(), builder::stallTimeout);
        given.set("stall-timeout", sse.stallTimeout(), any -> builder.build());
        return builder.build();
    }
}
