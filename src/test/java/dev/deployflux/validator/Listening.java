package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** How the subscriber listened. {@link HistoryValidator} documents the values. */
record Listening(
        Instant from,
        Instant until,
        Instant since,
        Duration overlap,
        Duration slack,
        Duration silence,
        Set<ServiceRef> watching,
        boolean conflated) {

    /** ECS gives times in milliseconds, the truth may know more. */
    static boolean isSame(Instant a, Instant b) {
        return Duration.between(a, b).abs().compareTo(Duration.ofMillis(1)) < 0;
    }

    /** Whether what was so since an instant has had time enough to be reported. */
    boolean isDue(Instant since) {
        return !since.plus(slack).isAfter(until);
    }
}
