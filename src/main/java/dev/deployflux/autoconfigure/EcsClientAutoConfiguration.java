package dev.deployflux.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientProperties;
import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/**
 * An {@link EcsAsyncClient}, where the application has none. With Spring Cloud AWS it is configured like that project's own
 * clients: credentials, region, endpoint, connection details and customizers. Otherwise its credentials and its region are
 * those of the beans {@link AwsCredentialsProvider} and {@link AwsRegionProvider}, or else those that the SDK finds by
 * default. The properties {@code deployflux.aws.endpoint} and {@code deployflux.aws.region} come before both. Closed with
 * the application.
 */
@AutoConfiguration(
        value = "deployfluxEcsClientAutoConfiguration",
        afterName = {
            "io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration",
            "io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration",
            "io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration"
        })
@ConditionalOnSpringBoot4
@EnableConfigurationProperties(DeployfluxProperties.class)
public final class EcsClientAutoConfiguration {

    EcsClientAutoConfiguration() {}

    /** Like Spring Cloud AWS's own clients. */
    @Configuration(value = "deployfluxSpringCloudAws", proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer")
    @ConditionalOnBean(type = "io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer")
    static class SpringCloudAws {

        @Bean(destroyMethod = "close")
        @Lazy
        @ConditionalOnMissingBean
        EcsAsyncClient deployfluxEcsClient(
                DeployfluxProperties properties,
                AwsClientBuilderConfigurer configurer,
                ObjectProvider<AwsConnectionDetails> connection,
                ObjectProvider<AwsClientCustomizer<EcsAsyncClientBuilder>> customizers,
                ObjectProvider<AwsAsyncClientCustomizer> asyncCustomizers) {
            DeployfluxProperties.Aws aws = CheckedProperties.checked(properties.aws());
            AwsClientProperties ours = new AwsClientProperties() {}; // they come before its general ones
            PropertyMapper map = PropertyMapper.get();
            map.from(aws.endpoint()).to(ours::setEndpoint);
            map.from(aws.region()).to(ours::setRegion);
            return made(() -> configurer
                    .configureAsyncClient(
                            EcsAsyncClient.builder(),
                            ours,
                            connection.getIfAvailable(),
                            customizers.orderedStream(),
                            asyncCustomizers.orderedStream())
                    .build());
        }
    }

    @Bean(destroyMethod = "close")
    @Lazy
    @ConditionalOnMissingBean
    EcsAsyncClient deployfluxEcsClient(
            DeployfluxProperties properties,
            ObjectProvider<AwsCredentialsProvider> credentials,
            ObjectProvider<AwsRegionProvider> regions) {
        DeployfluxProperties.Aws aws = CheckedProperties.checked(properties.aws());
        EcsAsyncClientBuilder builder = EcsAsyncClient.builder();
        credentials.ifUnique(builder::credentialsProvider);
        PropertyMapper.get().from(aws.endpoint()).to(builder::endpointOverride);
        return made(() -> {
            if (aws.region() != null) {
                builder.region(Region.of(aws.region()));
            } else {
                regions.ifUnique(provider -> builder.region(provider.getRegion()));
            }
            return builder.build();
        });
    }

    private static EcsAsyncClient made(Supplier<EcsAsyncClient> client) {
        try {
            return client.get();
        } catch (SdkClientException e) {
            throw new EcsClientException(e);
        }
    }
}
