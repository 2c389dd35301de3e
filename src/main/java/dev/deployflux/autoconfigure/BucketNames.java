package dev.deployflux.autoconfigure;

import dev.deployflux.quota.ApiBucket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The buckets as properties name them. Spring Boot ignores a name that it doesn't know; a limit that silently isn't kept is
 * worse than an error.
 */
final class BucketNames {

    static final ConfigurationPropertyName BUCKETS = ConfigurationPropertyName.of("deployflux.quota.buckets");

    /** The limits' names without dashes and dots, which environment variables mix up. */
    private static final Set<String> KNOWN = Arrays.stream(ApiBucket.values())
            .flatMap(bucket -> Stream.of("burst", "persecond")
                    .map(limit -> bucket.name().replace("_", "").toLowerCase(Locale.ROOT) + limit))
            .collect(Collectors.toUnmodifiableSet());

    private BucketNames() {}

    /** The name of a bucket in properties, such as {@code service-deployments}. */
    static String of(ApiBucket bucket) {
        return bucket.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Refuses a property that names no bucket, or no limit of one. */
    static void check(Environment environment) {
        ConfigurationPropertySources.get(environment).forEach(source -> {
            if (source instanceof IterableConfigurationPropertySource all) {
                all.stream()
                        .filter(name -> BUCKETS.isAncestorOf(name) && !KNOWN.contains(limit(name)))
                        .findFirst()
                        .ifPresent(name -> refuse(name, all));
            }
        });
    }

    private static String limit(ConfigurationPropertyName name) {
        String limit = name.subName(BUCKETS.getNumberOfElements()).toString();
        return limit.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static void refuse(ConfigurationPropertyName name, IterableConfigurationPropertySource source) {
        var property = source.getConfigurationProperty(name);
        String buckets = Arrays.stream(ApiBucket.values()).map(BucketNames::of).collect(Collectors.joining(", "));
        throw new InvalidConfigurationPropertyValueException(
                name.toString(),
                property == null ? "" : property.getValue(),
                "there is no such limit: the buckets are " + buckets
                        + ", and each has a burst and a per-second, such as " + BUCKETS
                        + ".service-deployments.burst");
    }
}
