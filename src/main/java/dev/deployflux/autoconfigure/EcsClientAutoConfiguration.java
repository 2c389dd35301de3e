package dev.deployflux.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/**
 * An {@link EcsAsyncClient}, where the application has none. Its credentials and its region are those of the beans
 * {@link AwsCredentialsProvider} and {@link AwsRegionProvider}, which Spring Cloud AWS defines, or else those that the SDK
 * finds by default. Closed with the application.
 */
@AutoConfiguration(
        value = "deployfluxEcsClientAutoConfiguration",
        afterName = {
            "io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration",
            "io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "deployflux.enabled", matchIfMissing = true)
public final class EcsClientAutoConfiguration {

    EcsClientAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @Lazy
    @ConditionalOnMissingBean
    EcsAsyncClient deployfluxEcsClient(
            ObjectProvider<AwsCredentialsProvider> credentials, ObjectProvider<AwsRegionProvider> regions) {
        EcsAsyncClientBuilder builder = EcsAsyncClient.builder();
        credentials.ifUnique(builder::credentialsProvider);
        try {
            regions.ifUnique(provider -> builder.region(provider.getRegion()));
            return builder.build();
        } catch (SdkClientException e) {
            throw new EcsClientException(e);
        }
    }
}
