package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every event that a stream can have, on the wire in lower case with hyphens; and what it is of the feed's. */
enum EventName {
    RESET(DeploymentEvent.Reset.class),
    LIVE(DeploymentEvent.Live.class),
    DEPLOYMENT(DeploymentEvent.Seen.class, DeploymentEvent.Changed.class),
    REMOVED(DeploymentEvent.Removed.class),
    SERVICE_JOINED(DeploymentEvent.ServiceJoined.class),
    SERVICE_LEFT(DeploymentEvent.ServiceLeft.class),
    SERVICE_FAILING(DeploymentEvent.ServiceFailing.class),
    SERVICE_RECOVERED(DeploymentEvent.ServiceRecovered.class),
    LOOKUP_FAILING(DeploymentEvent.LookupFailing.class),
    LOOKUP_RECOVERED(DeploymentEvent.LookupRecovered.class),
    BEHIND(DeploymentEvent.FellBehind.class),
    CAUGHT_UP(DeploymentEvent.CaughtUp.class),
    END;

    private static final Map<Class<?>, EventName> BY_TYPE = Arrays.stream(values())
            .flatMap(name -> name.types.stream().map(type -> Map.entry(type, name)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // it is unmodifiable
    private final Set<Class<?>> types;

    EventName(Class<?>... types) {
        this.types = Stream.of(types).collect(Collectors.toUnmodifiableSet());
    }

    /** {@code null} if it isn't sent. */
    static @Nullable EventName of(DeploymentEvent event) {
        return BY_TYPE.get(event.getClass());
    }

    /** As in the field {@code event}. */
    String wire() {
        return wire;
    }
}
