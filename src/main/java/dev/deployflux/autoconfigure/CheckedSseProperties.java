package dev.deployflux.autoconfigure;

import static dev.deployflux.autoconfigure.CheckedProperties.use;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import reactor.core.publisher.Flux;

/** The properties of the streams, checked. Apart from {@link CheckedProperties}, which work without Spring's web classes. */
final class CheckedSseProperties {

    private final DeployfluxProperties.Sse sse;

    /** Makes the streams once, with a feed that never polls, so that wrong properties fail now. */
    CheckedSseProperties(DeployfluxProperties.Sse sse) {
        this.sse = sse;
        ServiceDeployments nothing = ServiceDeployments.create(new UnusedClient());
        sse(DeploymentWatcher.builder(nothing).build().feed(Flux.empty())).dispose();
    }

    DeploymentSse sse(DeploymentFeed feed) {
        DeploymentSse.Builder builder = DeploymentSse.builder(feed);
        use("deployflux.sse.heartbeat", sse.heartbeat(), builder::heartbeat);
        use("deployflux.sse.retry", sse.retry(), builder::retry);
        use("deployflux.sse.max-clients", sse.maxClients(), builder::maxClients);
        use("deployflux.sse.stall-timeout", sse.stallTimeout(), time -> builder.stallTimeout(time)
                .build());
        return builder.build();
    }
}
