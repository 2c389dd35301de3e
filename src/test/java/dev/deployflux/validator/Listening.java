package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the subscriber listened. {@link HistoryValidator} documents the values. */
record Listening(
        Instant from,
        Instant until,
        Instant since,
        Duration overlap,
        Duration slack,
        Duration silence,
        Set<ServiceRef> watching,
        boolean conflated,
        Details details) {

    /**
     * What is expected of stages and pauses.
     *
     * @param told whether they are told at all
     * @param unnoticed how long one may go untold; {@code null} if as long as a status
     */
    record Details(boolean told, @Nullable Duration unnoticed) {}

    /** ECS gives times in milliseconds, the truth may know more. */
    static boolean isSame(Instant a, Instant b) {
        return Duration.between(a, b).abs().compareTo(Duration.ofMillis(1)) < 0;
    }

    /** Whether what was so since an instant has had time enough to be reported. */
    boolean isDue(Instant since) {
        return !since.plus(slack).isAfter(until);
    }

    /** How long a stage or a pause may go untold. */
    Duration unnoticed() {
        Duration own = details.unnoticed();
        return own == null ? slack : own;
    }
}
