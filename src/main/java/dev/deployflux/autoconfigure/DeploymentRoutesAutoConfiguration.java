package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The {@link DeploymentRoutes}, if {@code deployflux.web.enabled} is {@code true}: lists, and with a
 * {@link DeploymentFeed} events and health, and the page if {@code deployflux.web.page} is {@code true}. They are ordinary routes, which Spring Security covers like any other.
 */
@AutoConfiguration(value = "deployfluxRoutesAutoConfiguration", after = DeploymentSseAutoConfiguration.class)
@ConditionalOnSpringBoot4
@ConditionalOnBooleanProperty("deployflux.web.enabled")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(
        name = {
            "org.springframework.web.reactive.function.server.RouterFunction",
            "tools.jackson.databind.json.JsonMapper"
        })
public final class DeploymentRoutesAutoConfiguration {

    DeploymentRoutesAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "deployfluxRoutes")
    RouterFunction<ServerResponse> deployfluxRoutes(
            ServiceDeployments deployments, ObjectProvider<DeploymentSse> streams, CheckedProperties settings) {
        RouterFunction<ServerResponse> routes = DeploymentRoutes.lists(deployments);
        DeploymentSse sse = streams.getIfUnique();
        if (sse != null) {
            routes = routes.and(DeploymentRoutes.events(sse)).and(DeploymentRoutes.health(sse.feed()));
            routes = settings.page() ? routes.and(DeploymentRoutes.page()) : routes;
        }
        String base = settings.basePath();
        return base.isEmpty() ? routes : RouterFunctions.nest(RequestPredicates.path(base), routes);
    }
}
