package dev.deployflux.simulator;

import java.util.regex.Pattern;

/** The names that ECS allows for clusters and services. */
final class ResourceName {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{1,255}");

    private ResourceName() {}

    static void require(String kind, String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A %s name has 1 to 255 letters, digits, '-' or '_', and is no ARN; not '%s'"
                            .formatted(kind, name));
        }
    }
}
