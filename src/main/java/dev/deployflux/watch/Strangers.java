package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Services that hints have named and that aren't watched. Each is worth one lookup in a lookup interval: most of them are no
 * concern of the watch, and a lookup costs calls.
 */
final class Strangers {

    private static final int MOST = 10_000;

    private final long patience;
    private final Map<ServiceRef, Long> namedAt = new LinkedHashMap<>();

    /** @param patience in nanoseconds */
    Strangers(long patience) {
        this.patience = patience;
    }

    /** Whether that one is worth a lookup now. */
    boolean isNews(ServiceRef service, long now) {
        Long before = namedAt.get(service);
        if (before != null && now - before < patience) {
            return false;
        }
        namedAt.remove(service); // to the end
        namedAt.put(service, now);
        if (namedAt.size() > MOST) {
            namedAt.remove(namedAt.keySet().iterator().next());
        }
        return true;
    }

    /** It is watched now. Returns whether a hint has named it before. */
    boolean forget(ServiceRef service) {
        return namedAt.remove(service) != null;
    }
}
