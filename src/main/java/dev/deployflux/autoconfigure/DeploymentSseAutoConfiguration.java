package dev.deployflux.autoconfigure;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.webflux.DeploymentSse;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import reactor.core.publisher.Mono;

/** {@link DeploymentSse}, where there is a {@link DeploymentFeed}: for controllers and for the routes. */
@AutoConfiguration(value = "deployfluxSseAutoConfiguration", after = DeployfluxAutoConfiguration.class)
@ConditionalOnSpringBoot4
@ConditionalOnClass(name = {"org.springframework.http.codec.ServerSentEvent", "tools.jackson.databind.json.JsonMapper"})
public final class DeploymentSseAutoConfiguration {

    DeploymentSseAutoConfiguration() {}

    @Bean
    @Lazy(false) // wrong properties fail the start of an application whose beans are lazy, too
    CheckedSseProperties deployfluxCheckedSseProperties(DeployfluxProperties properties) {
        return new CheckedSseProperties(properties.sse());
    }

    @Bean(destroyMethod = "dispose")
    @ConditionalOnSingleCandidate(DeploymentFeed.class)
    @ConditionalOnMissingBean
    DeploymentSse deployfluxSse(DeploymentFeed feed, CheckedSseProperties settings) {
        return settings.sse(feed);
    }

    /** Tells clients {@code end} before the server waits for them. */
    @Bean
    static EarlyDisposal<DeploymentSse> deployfluxSseDisposal(ConfigurableApplicationContext application) {
        return new EarlyDisposal<>(application, DeploymentSse.class, sse -> Mono.fromRunnable(sse::dispose), 0);
    }
}
