/**
 * Mechanisms that deployflux's packages share, each built once. Not part of the API: no application uses it, and any
 * release may change it.
 *
 * <p>{@link dev.deployflux.concurrent.Turnstile} is the one serialised loop, in which
 * {@link dev.deployflux.concurrent.SerialExecutor} runs actions. {@link dev.deployflux.concurrent.Guarded} is the one guard
 * around what others wrote, {@link dev.deployflux.concurrent.RetriedCall} the one way to try a call again,
 * {@link dev.deployflux.concurrent.SharedCall} the one way to share a call that is aborted with the last who wants it, and
 * {@link dev.deployflux.concurrent.Arguments} the one check of what callers write. {@link dev.deployflux.concurrent.DueQueue} is
 * the one timer for many.
 */
@NullMarked
package dev.deployflux.concurrent;

import org.jspecify.annotations.NullMarked;
