package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** How the services of a feed are at one moment, in the order in which they joined. Immutable. */
record ServicesHealth(Map<ServiceRef, ServiceHealth> each) {

    ServicesHealth {
        each = Collections.unmodifiableMap(each);
    }

    /** The longest lag of those that can be read, or of all if none can; {@code ofNone} while no service is known. */
    Duration lag(Duration ofNone) {
        boolean noneIsRead = each.values().stream().allMatch(ServiceHealth::isUnreadable);
        return each.values().stream()
                .filter(service -> noneIsRead || !service.isUnreadable())
                .map(ServiceHealth::lag)
                .max(Duration::compareTo)
                .orElse(ofNone);
    }

    List<ServiceRef> unreadable() {
        return each.entrySet().stream()
                .filter(entry -> entry.getValue().isUnreadable())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        return each.toString();
    }
}
