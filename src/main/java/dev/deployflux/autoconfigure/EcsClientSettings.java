package dev.deployflux.autoconfigure;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import software.amazon.awssdk.regions.Region;

/** The properties of the client that is made here, checked. */
final class EcsClientSettings {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");

    private final @Nullable URI endpoint;
    private final @Nullable String region;

    /** Refuses what can't be an endpoint or a region. */
    EcsClientSettings(DeployfluxProperties.Aws aws) {
        endpoint = aws.endpoint();
        region = aws.region() == null || aws.region().isBlank() ? null : aws.region();
        if (endpoint != null && !(endpoint.getHost() != null && SCHEMES.contains(endpoint.getScheme()))) {
            throw new InvalidConfigurationPropertyValueException(
                    "deployflux.aws.endpoint", endpoint, "write scheme and host, such as http://localhost:4566");
        }
        if (region != null && !REGION.matcher(region).matches()) {
            throw new InvalidConfigurationPropertyValueException(
                    "deployflux.aws.region", region, "it is no region: write such as eu-central-1");
        }
    }

    /** {@code null} for that of Spring Cloud AWS, or of the SDK. */
    @Nullable
    URI endpoint() {
        return endpoint;
    }

    /** {@code null} for that of Spring Cloud AWS, or of the SDK. */
    @Nullable
    Region region() {
        return region == null ? null : Region.of(region);
    }
}
