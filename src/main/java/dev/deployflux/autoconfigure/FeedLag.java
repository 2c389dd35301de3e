package dev.deployflux.autoconfigure;

import dev.deployflux.watch.FeedHealth;
import dev.deployflux.watch.ServiceHealth;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How old the news of a feed are. */
final class FeedLag {

    private FeedLag() {}

    /** The age of the last complete pass of the service that was read least recently; {@code null} if none was. */
    static @Nullable Duration of(FeedHealth health) {
        return health.services().values().stream()
                .map(ServiceHealth::age)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
    }
}
