package dev.deployflux.webflux;

import java.util.Locale;

/** Every event that a stream can have; on the wire in lower case with hyphens. */
enum EventName {
    RESET,
    LIVE,
    DEPLOYMENT,
    REMOVED,
    SERVICE_JOINED,
    SERVICE_LEFT,
    SERVICE_FAILING,
    SERVICE_RECOVERED,
    LOOKUP_FAILING,
    LOOKUP_RECOVERED,
    BEHIND,
    CAUGHT_UP,
    MISSED,
    END;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As in the field {@code event}. */
    String wire() {
        return wire;
    }
}
