package dev.deployflux.watch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * What the looks at an awaited deployment have brought so far.
 *
 * @param deployment as it was described last; {@code null} if it never was
 * @param since when it was first seen in the status it has; {@code null} if it never was
 * @param missing whether ECS didn't know it at the last look that was answered
 * @param failures how many looks have failed in a row since
 * @param error of the last of these; {@code null} if there are none
 */
record Sight(
        @Nullable ServiceDeployment deployment,
        @Nullable Instant since,
        boolean missing,
        int failures,
        @Nullable Throwable error) {

    static final Sight NONE = new Sight(null, null, false, 0, null);

    Sight seen(ServiceDeployment latest, Instant at) {
        boolean same = deployment != null
                && deployment.statusAsString() != null
                && deployment.statusAsString().equals(latest.statusAsString());
        return new Sight(latest, same ? since : at, false, 0, null);
    }

    Sight withoutIt() {
        return new Sight(deployment, since, true, 0, null);
    }

    Sight failed(Throwable latest) {
        return new Sight(deployment, since, missing, failures + 1, latest);
    }
}
