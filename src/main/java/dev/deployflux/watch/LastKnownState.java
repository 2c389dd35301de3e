package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * What is known of an awaited deployment by the looks at it so far. Times are the scheduler's nanoseconds: the clock may
 * be set while somebody waits.
 *
 * @param deployment as it was described last; {@code null} if it never was
 * @param seenSince when it was first seen in the status it has; of no meaning if it never was
 * @param missingSince when the first look in a row began at which ECS didn't know it; {@code null} if it knew it at the
 *     last look that was answered, or none was
 * @param failures how many looks have failed in a row since
 * @param error of the last of these; {@code null} if there are none
 */
record LastKnownState(
        @Nullable ServiceDeployment deployment,
        long seenSince,
        @Nullable Long missingSince,
        int failures,
        @Nullable Throwable error) {

    static final LastKnownState NONE = new LastKnownState(null, 0, null, 0, null);

    LastKnownState seen(ServiceDeployment latest, long now) {
        boolean same = deployment != null
                && deployment.statusAsString() != null
                && deployment.statusAsString().equals(latest.statusAsString());
        return new LastKnownState(latest, same ? seenSince : now, null, 0, null);
    }

    LastKnownState missing(long lookedAt) {
        return new LastKnownState(
                deployment, seenSince, missingSince == null ? Long.valueOf(lookedAt) : missingSince, 0, null);
    }

    LastKnownState failed(Throwable latest) {
        return new LastKnownState(deployment, seenSince, missingSince, failures + 1, latest);
    }
}
