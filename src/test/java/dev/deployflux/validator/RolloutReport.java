package dev.deployflux.validator;

import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of what a deployment is at.
 *
 * @param event the event
 * @param notAfter when the look that brought it was over at the latest
 * @param leaving whether it is there because its service leaves
 * @param before what was told last of the deployment's status; {@code null} if nothing was
 */
record RolloutReport(
        OfRollout event,
        Instant notAfter,
        boolean leaving,
        @Nullable Report before) {

    /** What it tells, in short: an event has all that ECS describes. */
    String news() {
        return event instanceof Progressed told
                ? told.progress().toString()
                : event instanceof AwaitingAction begin
                        ? begin.action().toString()
                        : "the end of " + ((AwaitingEnded) event).action();
    }
}
