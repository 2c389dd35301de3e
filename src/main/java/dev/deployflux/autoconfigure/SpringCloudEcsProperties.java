package dev.deployflux.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientProperties;
import software.amazon.awssdk.regions.Region;

/** Our properties as Spring Cloud AWS takes those of a client: before its general ones. Needs its classes. */
final class SpringCloudEcsProperties extends AwsClientProperties {

    SpringCloudEcsProperties(EcsClientSettings settings) {
        setEndpoint(settings.endpoint());
        Region region = settings.region();
        setRegion(region == null ? null : region.id());
    }
}
