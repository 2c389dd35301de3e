package dev.deployflux.autoconfigure;

import dev.deployflux.micrometer.CallMeters;
import dev.deployflux.micrometer.CallObservations;
import dev.deployflux.micrometer.FeedMeters;
import dev.deployflux.micrometer.PassMeters;
import dev.deployflux.micrometer.QuotaMeters;
import dev.deployflux.micrometer.SseMeters;
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
        ServiceDeploymentsCustomizer deployfluxCallObservations(ObservationRegistry registry) {
            CallObservations observations = new CallObservations(registry);
            return builder -> builder.observer(observations);
        }
    }

    @Configuration(value = "deployfluxMeters", proxyBeanMethods = false)
    @ConditionalOnBean(MeterRegistry.class)
    static class Meters {

        @Bean
        ServiceDeploymentsCustomizer deployfluxCallMeters(ObjectProvider<MeterRegistry> registry) {
            return builder -> builder.observer(new CallMeters(registry.getObject()));
        }

        @Bean
        DeploymentWatcherCustomizer deployfluxPassMeters(ObjectProvider<MeterRegistry> registry) {
            return builder -> builder.listener(new PassMeters(registry.getObject()));
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
