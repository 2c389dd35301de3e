package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.SharedLoops;
import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;
import software.amazon.awssdk.services.ecs.EcsServiceClientConfiguration;

/** The client of an application that has none: whose ECS it calls. */
@ExtendWith(SharedLoops.class)
class EcsClientTest {

    private static final URI LOCAL_STACK = URI.create("http://localhost:4566");
    private static final URI ELSEWHERE = URI.create("http://127.0.0.1:14566");

    private final ApplicationContextRunner alone = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withClassLoader(new FilteredClassLoader("io.awspring"));

    /** The starter's. */
    private final ApplicationContextRunner springCloud = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withConfiguration(AutoConfigurations.of(
                    AwsAutoConfiguration.class,
                    CredentialsProviderAutoConfiguration.class,
                    RegionProviderAutoConfiguration.class))
            .withPropertyValues(
                    "spring.cloud.aws.endpoint=" + LOCAL_STACK,
                    "spring.cloud.aws.region.static=eu-north-1",
                    "spring.cloud.aws.credentials.access-key=local",
                    "spring.cloud.aws.credentials.secret-key=stack");

    private static void client(ApplicationContextRunner application, Consumer<EcsServiceClientConfiguration> test) {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context.getBean(EcsAsyncClient.class).serviceClientConfiguration());
        });
    }

    private static Optional<URI> endpoint(AwsServiceClientConfiguration client) {
        return client.endpointOverride();
    }

    @Test
    void withSpringCloudAwsItCallsWhatThatsOwnClientsCall() {
        client(springCloud, client -> {
            assertThat(endpoint(client)).contains(LOCAL_STACK);
            assertThat(client.region()).isEqualTo(Region.EU_NORTH_1);
            assertThat(client.credentialsProvider().resolveIdentity().join())
                    .hasFieldOrPropertyWithValue("accessKeyId", "local");
        });
    }

    @Test
    void theCustomizersOfSpringCloudAwsHaveTheirSay() {
        client(springCloud.withUserConfiguration(Customizers.class), client -> {
            assertThat(client.overrideConfiguration().apiCallTimeout()).contains(Duration.ofSeconds(7));
            assertThat(client.region()).isEqualTo(Region.AP_SOUTH_1);
        });
    }

    static class Customizers {

        @Bean
        AwsAsyncClientCustomizer timeouts() {
            return builder -> ((EcsAsyncClientBuilder) builder)
                    .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(7)));
        }

        @Bean
        AwsClientCustomizer<EcsAsyncClientBuilder> region() {
            return builder -> builder.region(Region.AP_SOUTH_1);
        }
    }

    @Test
    void theConnectionDetailsOfAContainerCount() {
        client(
                springCloud.withBean(AwsConnectionDetails.class, () -> new AwsConnectionDetails() {
                    @Override
                    public URI getEndpoint() {
                        return ELSEWHERE;
                    }
                }),
                client -> assertThat(endpoint(client)).contains(ELSEWHERE));
    }

    @Test
    void ourPropertiesComeFirst() {
        String[] ours = {"deployflux.aws.endpoint=" + ELSEWHERE, "deployflux.aws.region=sa-east-1"};
        for (ApplicationContextRunner application : new ApplicationContextRunner[] {alone, springCloud}) {
            client(application.withPropertyValues(ours), client -> {
                assertThat(endpoint(client)).contains(ELSEWHERE);
                assertThat(client.region()).isEqualTo(Region.SA_EAST_1);
            });
        }
    }

    @Test
    void withNeitherItIsTheSdksOwnChoice() {
        client(alone.withPropertyValues("deployflux.aws.region=eu-west-1"), client -> assertThat(endpoint(client))
                .isEmpty());
    }
}
