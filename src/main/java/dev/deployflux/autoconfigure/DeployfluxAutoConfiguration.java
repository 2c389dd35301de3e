package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceDeploymentsBuilder;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.quota.QuotaShares;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import dev.deployflux.watch.FeedStore;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * {@link ApiQuota}, {@link ServiceDeployments} and {@link DeploymentWatcher}, made when they are first used; and a
 * {@link DeploymentFeed} if {@code deployflux.feed.clusters} or {@code deployflux.feed.services} is set. A bean of the
 * application's that is named {@code deployfluxHints}, a {@code Publisher<ServiceRef>}, gives the watcher its {@linkplain
 * DeploymentWatcherBuilder#hints hints}.
 *
 * <p>With several {@link EcsAsyncClient} beans, of which none is primary, there is only the quota: the
 * application alone knows which account is meant. A feed that is asked for then fails the start.
 */
@AutoConfiguration(value = "deployfluxAutoConfiguration", after = EcsClientAutoConfiguration.class)
@ConditionalOnSpringBoot4
@EnableConfigurationProperties(DeployfluxProperties.class)
public final class DeployfluxAutoConfiguration {

    private static final String HINTS = "deployfluxHints";

    DeployfluxAutoConfiguration() {}

    @Bean
    @Lazy(false) // wrong properties fail the start of an application whose beans are lazy, too
    CheckedProperties deployfluxCheckedProperties(DeployfluxProperties properties, Environment environment) {
        BucketNames.check(environment);
        return new CheckedProperties(properties);
    }

    @Bean
    @Lazy(false) // says what is missing in such an application, too
    StartNotices deployfluxStartNotices(DeployfluxProperties properties, ListableBeanFactory beans) {
        return new StartNotices(properties, beans);
    }

    @Bean
    @ConditionalOnMissingBean
    ApiQuota deployfluxQuota(CheckedProperties settings, ObjectProvider<QuotaShares> shares) {
        return settings.quota(shares.getIfUnique());
    }

    @Bean
    @Lazy
    @ConditionalOnSingleCandidate(EcsAsyncClient.class)
    @ConditionalOnMissingBean
    ServiceDeployments deployfluxServiceDeployments(
            EcsAsyncClient client,
            ApiQuota quota,
            CheckedProperties settings,
            ObjectProvider<ServiceDeploymentsCustomizer> customizers) {
        ServiceDeploymentsBuilder builder = ServiceDeployments.builder(client).quota(quota);
        settings.applyTo(builder);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @Lazy
    @ConditionalOnSingleCandidate(ServiceDeployments.class)
    @ConditionalOnMissingBean
    DeploymentWatcher deployfluxWatcher(
            ServiceDeployments deployments,
            CheckedProperties settings,
            BeanFactory beans,
            ObjectProvider<DeploymentWatcherCustomizer> customizers) {
        DeploymentWatcherBuilder builder =
                DeploymentWatcher.builder(deployments).listener(new FailureLog());
        settings.applyTo(builder);
        if (beans.containsBean(HINTS)) {
            builder.hints(hints(beans));
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** The bean is found by its name, so that no other publisher of services is taken for one of hints. */
    private static Flux<ServiceRef> hints(BeanFactory beans) {
        Publisher<?> hints = beans.getBean(HINTS, Publisher.class);
        return Flux.from(hints).cast(ServiceRef.class);
    }

    @Bean(destroyMethod = "dispose")
    @Conditional(OnFeedProperty.class)
    @ConditionalOnMissingBean
    DeploymentFeed deployfluxFeed(
            DeploymentWatcher watcher,
            ServiceDeployments deployments,
            CheckedProperties settings,
            DeployfluxProperties properties,
            ObjectProvider<FeedStore> shared) {
        return settings.feed(watcher, deployments, properties.replicas().enabled() ? shared.getObject() : null);
    }

    /**
     * Completes what controllers stream from a feed before the server waits for them, and gives its lease back before the
     * client of its store is closed.
     */
    @Bean
    static EarlyDisposal<DeploymentFeed> deployfluxFeedDisposal(ConfigurableApplicationContext application) {
        return new EarlyDisposal<>(application, DeploymentFeed.class, DeploymentFeed::disposeLater, 1);
    }
}
