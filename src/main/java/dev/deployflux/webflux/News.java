package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import org.jspecify.annotations.Nullable;

/**
 * What a log gets to tell.
 *
 * @param event its name on the wire
 * @param subject what it is news of
 * @param now what clients are told that listen now
 * @param later what clients are told that come later, for as long as there is no other news of the subject; {@code null}
 *     if there is nothing left to tell of it
 */
record News(
        EventName event,
        Subject subject,
        DeploymentView now,
        @Nullable DeploymentView later) {

    /** What there is one last word on. */
    enum Kind {
        STREAM,
        LOOKUP,
        PUNCTUALITY,
        SERVICE,
        FAILURES,
        DEPLOYMENT
    }

    /**
     * What it is news of.
     *
     * @param service whose; {@code null} if it concerns all
     * @param arn the deployment's; {@code null} if it is news of something else
     */
    record Subject(
            Kind kind,
            @Nullable ServiceRef service,
            @Nullable String arn) {}
}
