package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Service;
import org.springframework.util.ClassUtils;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Names of beans are the application's: ours all begin with {@code deployflux}, and take nothing from it. */
class BeanNamesTest {

    private static final String PREFIX = "deployflux";

    private final ReactiveWebApplicationContextRunner with = new ReactiveWebApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withBean("client", EcsAsyncClient.class, UnusedClient::new)
            .withBean("meters", SimpleMeterRegistry.class)
            .withPropertyValues("deployflux.feed.clusters=prod", "deployflux.web.enabled=true");

    @EnableAutoConfiguration
    static class Application {}

    private static Class<?>[] ours() {
        ClassLoader loader = BeanNamesTest.class.getClassLoader();
        return ImportCandidates.load(AutoConfiguration.class, loader).getCandidates().stream()
                .filter(name -> name.startsWith("dev.deployflux."))
                .map(name -> ClassUtils.resolveClassName(name, loader))
                .toArray(Class<?>[]::new);
    }

    /** Those of an application that has everything. */
    @Test
    void everyBeanThatThereIsHasOurPrefix() {
        Set<String> names = new TreeSet<>();
        with.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(FeedHealthIndicator.class);
            names.addAll(Set.of(context.getBeanFactory().getBeanDefinitionNames()));
        });
        with.withPropertyValues("spring.autoconfigure.exclude="
                        + Stream.of(ours()).map(Class::getName).collect(Collectors.joining(",")))
                .run(context -> names.removeAll(Set.of(context.getBeanFactory().getBeanDefinitionNames())));

        assertThat(names).hasSizeGreaterThan(20).allMatch(name -> name.startsWith(PREFIX));
    }

    /** Also those that another application would have. */
    @Test
    void everyBeanThatThereCouldBeHasOurPrefix() {
        Stream<Class<?>> configurations = Stream.of(ours())
                .flatMap(each -> Stream.concat(Stream.of(each), Stream.of(each.getDeclaredClasses())))
                .filter(each -> AnnotatedElementUtils.hasAnnotation(each, Configuration.class));

        assertThat(configurations.flatMap(BeanNamesTest::names))
                .hasSizeGreaterThan(20)
                .allMatch(name -> name.startsWith(PREFIX));
    }

    private static Stream<String> names(Class<?> configuration) {
        Configuration annotation = AnnotatedElementUtils.findMergedAnnotation(configuration, Configuration.class);
        Stream<String> beans = Arrays.stream(configuration.getDeclaredMethods()).flatMap(method -> {
            Bean bean = AnnotatedElementUtils.findMergedAnnotation(method, Bean.class);
            return bean == null
                    ? Stream.of()
                    : bean.name().length == 0 ? Stream.of(method.getName()) : Arrays.stream(bean.name());
        });
        return Stream.concat(Stream.of(annotation == null ? "" : annotation.value()), beans);
    }

    /** An application of its own words. */
    @Configuration(proxyBeanMethods = false)
    static class Words {

        @Service("deploymentWatcher")
        static class DeploymentWatcher {}

        @Service("deploymentSse")
        static class DeploymentSse {}

        @Bean
        String apiQuota() {
            return "a quota";
        }

        @Bean
        Integer serviceDeployments() {
            return 42;
        }

        @Bean
        Long deploymentFeed() {
            return 42L;
        }

        @Bean
        StringBuilder settings() {
            return new StringBuilder("settings");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anApplicationsOwnNamesAreItsOwn(boolean overriding) {
        with.withAllowBeanDefinitionOverriding(overriding)
                .withUserConfiguration(Words.class, Words.DeploymentWatcher.class, Words.DeploymentSse.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean("deploymentWatcher")).isInstanceOf(Words.DeploymentWatcher.class);
                    assertThat(context.getBean("deploymentSse")).isInstanceOf(Words.DeploymentSse.class);
                    assertThat(context.getBean("apiQuota")).isEqualTo("a quota");
                    assertThat(context.getBean("serviceDeployments")).isEqualTo(42);
                    assertThat(context.getBean("deploymentFeed")).isEqualTo(42L);
                    assertThat(context.getBean("settings")).hasToString("settings");
                    assertThat(context).hasSingleBean(ServiceDeployments.class).hasSingleBean(DeploymentFeed.class);
                });
    }

    @Test
    void theHealthComponentIsNamedDeployflux() {
        with.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("deployflux"))
                .isInstanceOf(FeedHealthIndicator.class));
    }
}
