package dev.deployflux.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientProperties;
import java.net.URI;
import software.amazon.awssdk.regions.Region;

/** Our properties as Spring Cloud AWS takes those of a client: before its general ones. Needs its classes. */
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
