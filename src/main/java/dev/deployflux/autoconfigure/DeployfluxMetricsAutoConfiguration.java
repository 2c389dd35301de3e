package dev.deployflux.autoconfigure;

import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.webflux.DeploymentSse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters, where there is a {@link MeterRegistry}, and observations, where there is an {@link ObservationRegistry}. */
@AutoConfiguration(
        value = "deployfluxMetricsAutoConfiguration",
        after = DeploymentSseAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnSpringBoot4
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
public final class DeployfluxMetricsAutoConfiguration {

    DeployfluxMetricsAutoConfiguration() {}

    /** A span and, by the handler that Spring Boot registers, a timer for each call. */
    @Configuration(value = "deployfluxObservations", proxyBeanMethods = false)
    @ConditionalOnBean(ObservationRegistry.class)
    static class Observations {

        @Bean
        ServiceDeploymentsCustomizer deployfluxObservedCalls(ObservationRegistry registry) {
            ObservedCalls observed = new ObservedCalls(registry);
            return builder -> builder.observer(observed);
        }
    }

    @Configuration(value = "deployfluxMeters", proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    static class Meters {

        @Bean
        ServiceDeploymentsCustomizer deployfluxCountedCalls(ObjectProvider<MeterRegistry> registry) {
            return builder -> builder.observer(new CountedCalls(registry.getObject()));
        }

        @Bean
        DeploymentWatcherCustomizer deployfluxCountedPasses(ObjectProvider<MeterRegistry> registry) {
            return builder -> builder.listener(new CountedPasses(registry.getObject()));
        }

        @Bean
        @ConditionalOnSingleCandidate(ApiQuota.class)
        QuotaMeters deployfluxQuotaMeters(ApiQuota quota) {
            return new QuotaMeters(quota);
        }

        @Bean
        @ConditionalOnSingleCandidate(DeploymentFeed.class)
        FeedMeters deployfluxFeedMeters(DeploymentFeed feed) {
            return new FeedMeters(feed);
        }
    }

    @Configuration(value = "deployfluxStreamMeters", proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnClass(name = "org.springframework.http.codec.ServerSentEvent")
    static class StreamMeters {

        @Bean
        @ConditionalOnSingleCandidate(DeploymentSse.class)
        SseMeters deployfluxSseMeters(DeploymentSse sse) {
            return new SseMeters(sse);
        }
    }
}
