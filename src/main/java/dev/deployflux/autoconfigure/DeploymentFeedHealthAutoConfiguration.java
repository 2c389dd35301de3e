package dev.deployflux.autoconfigure;

import dev.deployflux.watch.DeploymentFeed;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health {@code deployflux}, where there is a {@link DeploymentFeed} and Spring Boot's health. */
@AutoConfiguration(value = "deployfluxFeedHealthAutoConfiguration", after = DeployfluxAutoConfiguration.class)
@ConditionalOnSpringBoot4
@ConditionalOnClass(
        name = "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator")
public final class DeploymentFeedHealthAutoConfiguration {

    DeploymentFeedHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("deployflux")
    @ConditionalOnSingleCandidate(DeploymentFeed.class)
    @ConditionalOnMissingBean(name = "deployfluxHealthIndicator")
    FeedHealthIndicator deployfluxHealthIndicator(
            DeploymentFeed feed, CheckedProperties settings, DeployfluxProperties properties) {
        return new FeedHealthIndicator(
                feed::health, settings.maxAge(), properties.health().mayBeDown());
    }
}
