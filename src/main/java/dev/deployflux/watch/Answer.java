package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * What a call said of one deployment. Times are the scheduler's nanoseconds.
 *
 * @param arn names it
 * @param deployment in full; {@code null} if ECS doesn't know it, or the call failed
 * @param reason why ECS doesn't know it, in its words; {@code null} if it doesn't say
 * @param error what the call failed with, or that it came too late; {@code null} if it was answered
 * @param refused whether the call asked for this deployment alone, and the same call would be refused again
 * @param began when the call began
 * @param late by how much later than it was wanted
 * @param again when to look again: after an interval, or a pause that grows with each failure. It is the same for all that
 *     the call asked for, so that they stay together.
 */
record Answer(
        String arn,
        @Nullable ServiceDeployment deployment,
        @Nullable String reason,
        @Nullable Throwable error,
        boolean refused,
        long began,
        long late,
        long again) {}
