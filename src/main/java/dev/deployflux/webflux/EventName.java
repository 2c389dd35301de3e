package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.FeedEvents;
import dev.deployflux.watch.HasteEvents;
import dev.deployflux.watch.RolloutEvents;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of a stream's events, on the wire in lower case with hyphens, and the feed's events that have them. */
enum EventName {
    RESET(DeploymentEvent.Reset.class),
    LIVE(DeploymentEvent.Live.class),
    DEPLOYMENT(DeploymentEvent.Seen.class, DeploymentEvent.Changed.class),
    REMOVED(DeploymentEvent.Removed.class),
    PROGRESS(RolloutEvents.Progressed.class),
    AWAITING_ACTION(RolloutEvents.AwaitingAction.class),
    AWAITING_ENDED(RolloutEvents.AwaitingEnded.class),
    SERVICE_JOINED(DeploymentEvent.ServiceJoined.class),
    SERVICE_LEFT(DeploymentEvent.ServiceLeft.class),
    SERVICE_FAILING(DeploymentEvent.ServiceFailing.class),
    SERVICE_RECOVERED(DeploymentEvent.ServiceRecovered.class),
    LOOKUP_FAILING(DeploymentEvent.LookupFailing.class),
    LOOKUP_RECOVERED(DeploymentEvent.LookupRecovered.class),
    DETAILS_FAILING(RolloutEvents.DetailsFailing.class),
    DETAILS_RECOVERED(RolloutEvents.DetailsRecovered.class),
    DETECTOR_FAILING(HasteEvents.DetectorFailing.class),
    DETECTOR_RECOVERED(HasteEvents.DetectorRecovered.class),
    HINTS_FAILING(HasteEvents.HintsFailing.class),
    HINTS_RECOVERED(HasteEvents.HintsRecovered.class),
    BEHIND(DeploymentEvent.FellBehind.class),
    CAUGHT_UP(DeploymentEvent.CaughtUp.class),
    STORE_FAILING(FeedEvents.StoreFailing.class),
    STORE_RECOVERED(FeedEvents.StoreRecovered.class),
    END;

    private static final Map<Class<?>, EventName> BY_TYPE = Arrays.stream(values())
            .flatMap(name -> name.types.stream().map(type -> Map.entry(type, name)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // it is unmodifiable
    private final List<Class<?>> types;

    EventName(Class<?>... types) {
        this.types = List.of(types);
    }

    /** The name of a feed's event; empty if that isn't sent. */
    static Optional<EventName> of(DeploymentEvent event) {
        return Optional.ofNullable(BY_TYPE.get(event.getClass()));
    }

    /** The name as the field {@code event} has it. */
    String wire() {
        return wire;
    }
}
