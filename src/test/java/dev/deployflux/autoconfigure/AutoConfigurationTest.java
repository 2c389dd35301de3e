package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Which beans there are, and when. */
class AutoConfigurationTest {

    static final Class<?>[] ALL = {
        EcsClientAutoConfiguration.class,
        ReplicasAutoConfiguration.class,
        DeployfluxAutoConfiguration.class,
        DeploymentSseAutoConfiguration.class,
        DeploymentRoutesAutoConfiguration.class,
        DeploymentFeedHealthAutoConfiguration.class,
        DeployfluxMetricsAutoConfiguration.class,
        UnsupportedSpringBootAutoConfiguration.class
    };

    private static final String FEED = "deployflux.feed.clusters=prod,staging";

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ALL));
    private final ApplicationContextRunner withClient =
            application.withBean("client", EcsAsyncClient.class, UnusedClient::new);

    @Test
    void springFindsAllOfThem() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .filteredOn(name -> name.startsWith("dev.deployflux"))
                .containsExactlyInAnyOrder(
                        List.of(ALL).stream().map(Class::getName).toArray(String[]::new));
    }

    @Test
    void withAClientEverythingIsThereButAFeed() {
        withClient.run(context -> assertThat(context)
                .hasSingleBean(ApiQuota.class)
                .hasSingleBean(ServiceDeployments.class)
                .hasSingleBean(DeploymentWatcher.class)
                .doesNotHaveBean(DeploymentFeed.class)
                .doesNotHaveBean(DeploymentSse.class)
                .doesNotHaveBean("deployfluxEcsClient"));
    }

    @Test
    void nothingIsMadeThatNobodyUses() {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            for (String name : List.of("deployfluxEcsClient", "deployfluxServiceDeployments", "deployfluxWatcher")) {
                assertThat(context.getBeanFactory().containsBeanDefinition(name))
                        .isTrue();
                assertThat(context.getBeanFactory().containsSingleton(name)).isFalse();
            }
        });
    }

    @Test
    void nothingIsThereWhenDisabled() {
        withClient.withPropertyValues("deployflux.enabled=false", FEED).run(context -> assertThat(context)
                .doesNotHaveBean(ApiQuota.class)
                .doesNotHaveBean(ServiceDeployments.class)
                .doesNotHaveBean(DeploymentFeed.class)
                .doesNotHaveBean(DeploymentSse.class)
                .doesNotHaveBean("deployfluxSseDisposal"));
    }

    @Test
    void theOwnClientHasTheRegionAndCredentialsOfBeansAndIsClosed() {
        List<EcsAsyncClient> clients = new ArrayList<>();
        application
                .withBean(AwsCredentialsProvider.class, AnonymousCredentialsProvider::create)
                .withBean(AwsRegionProvider.class, () -> () -> Region.EU_NORTH_1)
                .run(context -> clients.add(context.getBean(EcsAsyncClient.class)));

        assertThat(clients).first().satisfies(client -> {
            assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.EU_NORTH_1);
            assertThat(client.serviceClientConfiguration().credentialsProvider())
                    .isInstanceOf(AnonymousCredentialsProvider.class);
            assertThat(client.listClusters()).completesExceptionallyWithin(java.time.Duration.ofSeconds(10));
        });
    }

    @Test
    void withoutARegionItIsSaidWhatToSet() {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            try {
                context.getBean(ServiceDeployments.class);
            } catch (RuntimeException e) {
                assertThat(new EcsClientException.Analyzer().analyze(e)).satisfies(analysis -> {
                    assertThat(analysis.getDescription())
                            .contains("no EcsAsyncClient bean")
                            .contains("region");
                    assertThat(analysis.getAction()).contains("AWS_REGION");
                });
                return;
            }
            throw new AssertionError("there is a region, although none is set");
        });
    }

    @Test
    void withTwoClientsTheApplicationHasToChoose() {
        var two = withClient.withBean("another", EcsAsyncClient.class, UnusedClient::new);

        two.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(ApiQuota.class)
                .doesNotHaveBean(ServiceDeployments.class)
                .doesNotHaveBean(DeploymentWatcher.class));
        two.withPropertyValues(FEED).run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("dev.deployflux.watch.DeploymentWatcher"));
        two.withBean(ServiceDeployments.class, () -> ServiceDeployments.create(new UnusedClient()))
                .withPropertyValues(FEED)
                .run(context -> assertThat(context).hasSingleBean(DeploymentFeed.class));
    }

    @Test
    void theApplicationsOwnBeansWin() {
        ServiceDeployments deployments = ServiceDeployments.create(new UnusedClient());
        DeploymentWatcher watcher = DeploymentWatcher.builder(deployments).build();
        DeploymentFeed feed = watcher.feed(Flux.empty());
        DeploymentSse sse = DeploymentSse.from(feed);
        ApiQuota quota = ApiQuota.published();
        withClient
                .withPropertyValues(FEED)
                .withBean("a", ApiQuota.class, () -> quota)
                .withBean("b", ServiceDeployments.class, () -> deployments)
                .withBean("c", DeploymentWatcher.class, () -> watcher)
                .withBean("d", DeploymentFeed.class, () -> feed)
                .withBean("e", DeploymentSse.class, () -> sse)
                .run(context -> {
                    assertThat(context).getBean(ApiQuota.class).isSameAs(quota);
                    assertThat(context).getBean(ServiceDeployments.class).isSameAs(deployments);
                    assertThat(context).getBean(DeploymentWatcher.class).isSameAs(watcher);
                    assertThat(context).getBean(DeploymentFeed.class).isSameAs(feed);
                    assertThat(context).getBean(DeploymentSse.class).isSameAs(sse);
                });
    }

    @Test
    void allCallsGoByTheQuotasBean() {
        withClient.withPropertyValues("deployflux.quota.leave-for-others=0.5").run(context -> {
            ApiQuota quota = context.getBean(ApiQuota.class);
            assertThat(context.getBean(ServiceDeployments.class).quota()).isSameAs(quota);
            assertThat(quota.state(ApiBucket.SERVICE_DEPLOYMENTS).permittedPerSecond())
                    .isEqualTo(10);
        });
        withClient
                .withPropertyValues("deployflux.quota.enabled=false")
                .run(context -> assertThat(context).getBean(ApiQuota.class).isSameAs(ApiQuota.unlimited()));
        withClient
                .withPropertyValues("deployflux.quota.buckets.service-deployments.per-second=5")
                .run(context -> assertThat(context.getBean(ApiQuota.class)
                                .state(ApiBucket.SERVICE_DEPLOYMENTS)
                                .permittedPerSecond())
                        .isEqualTo(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {FEED, "deployflux.feed.clusters[0]=*", "deployflux.feed.services=prod/web"})
    void aFeedIsThereOnDemandAndPollsNothing(String property) {
        withClient.withPropertyValues(property).run(context -> {
            assertThat(context).hasSingleBean(DeploymentFeed.class).hasSingleBean(DeploymentSse.class);
            assertThat(context.getBean(DeploymentFeed.class).health().polling()).isFalse();
        });
    }

    @Test
    void feedAndStreamsEndWithTheApplication() {
        List<reactor.core.Disposable> beans = new ArrayList<>();
        withClient.withPropertyValues(FEED).run(context -> {
            beans.add(context.getBean(DeploymentFeed.class));
            beans.add(context.getBean(DeploymentSse.class));
        });

        assertThat(beans).hasSize(2).allSatisfy(bean -> assertThat(bean.isDisposed())
                .isTrue());
    }

    @Test
    void streamsNeedSpringsWebClasses() {
        withClient
                .withPropertyValues(FEED)
                .withClassLoader(new FilteredClassLoader(ServerSentEvent.class))
                .run(context ->
                        assertThat(context).hasSingleBean(DeploymentFeed.class).doesNotHaveBean("deployfluxSse"));
    }

    @Test
    void theApplicationsOwnFeedIsStreamedToo() {
        withClient
                .withBean(DeploymentFeed.class, () -> DeploymentWatcher.builder(
                                ServiceDeployments.create(new UnusedClient()))
                        .build()
                        .feed(Flux.empty()))
                .run(context -> assertThat(context.getBean(DeploymentSse.class).feed())
                        .isSameAs(context.getBean(DeploymentFeed.class)));
    }

    @Test
    void customizersHaveTheLastWord() {
        List<String> order = new ArrayList<>();
        withClient
                .withBean("1", ServiceDeploymentsCustomizer.class, () -> builder -> {
                    order.add("deployments");
                    builder.quota(ApiQuota.unlimited());
                })
                .withBean("2", DeploymentWatcherCustomizer.class, () -> builder -> order.add("watcher"))
                .run(context -> {
                    assertThat(context).hasSingleBean(DeploymentWatcher.class);
                    assertThat(context.getBean(ServiceDeployments.class).quota())
                            .isSameAs(ApiQuota.unlimited());
                    context.getBean(DeploymentWatcher.class);
                });

        assertThat(order).containsExactly("deployments", "watcher");
    }
}
