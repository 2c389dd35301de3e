package dev.deployflux.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientProperties;
import java.net.URI;
import software.amazon.awssdk.regions.Region;

/**
 * The properties {@code deployflux.aws} as those of one client in Spring Cloud AWS, which come before its general ones.
 * Needs its classes.
 */
final class SpringCloudEcsProperties extends AwsClientProperties {

    SpringCloudEcsProperties(EcsClientSettings settings) {
        URI endpoint = settings.endpoint();
        if (endpoint != null) {
            setEndpoint(endpoint);
        }
        Region region = settings.region();
        if (region != null) {
            setRegion(region.id());
        }
    }
}
