package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;

/**
 * What a call said of one subject. Times are the scheduler's nanoseconds.
 *
 * @param subject which one
 * @param description of it; {@code null} if ECS doesn't know it, or the call failed
 * @param reason why ECS doesn't know it, in its words; {@code null} if it doesn't say
 * @param error what the call failed with, or that it came too late; {@code null} if it was answered
 * @param refused whether the call asked for this one alone, and the same call would be refused again
 * @param began when the call began
 * @param late by how much later than it was wanted
 * @param again when to look again: after an interval, or a pause that grows with each failure. It is the same for all that
 *     the call asked for, so that they stay together.
 * @param <S> what is described: the ARN of a deployment, or a service
 * @param <D> the SDK's description
 */
record Answer<S, D>(
        S subject,
        @Nullable D description,
        @Nullable String reason,
        @Nullable Throwable error,
        boolean refused,
        long began,
        long late,
        long again) {}
