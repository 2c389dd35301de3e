package dev.deployflux.autoconfigure;

import static dev.deployflux.autoconfigure.PropertyOption.named;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import org.springframework.boot.context.properties.PropertyMapper;
import reactor.core.publisher.Flux;

/** The properties of the streams, checked. Apart from {@link CheckedProperties}, which work without Spring's web classes. */
final class CheckedSseProperties {

    private final DeployfluxProperties.Sse sse;

    CheckedSseProperties(DeployfluxProperties.Sse sse) {
        this.sse = sse;
    }

    /** Makes the streams once, with a feed that never polls, so that wrong properties fail now. */
    void check() {
        ServiceDeployments nothing = ServiceDeployments.create(new UnusedClient());
        sse(DeploymentWatcher.builder(nothing).build().feed(Flux.empty())).dispose();
    }

    DeploymentSse sse(DeploymentFeed feed) {
        DeploymentSse.Builder builder = DeploymentSse.builder(feed);
        PropertyMapper map = PropertyMapper.get();
        map.from(sse.heartbeat()).to(named("deployflux.sse.heartbeat", builder::heartbeat));
        map.from(sse.retry()).to(named("deployflux.sse.retry", builder::retry));
        map.from(sse.maxClients()).to(named("deployflux.sse.max-clients", builder::maxClients));
        map.from(sse.stallTimeout()).to(named("deployflux.sse.stall-timeout", timeout -> builder.stallTimeout(timeout)
                .build()));
        return builder.build();
    }
}
