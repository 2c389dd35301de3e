/**
 * Checks the events of a watch against the truth: which of the promises in {@link dev.deployflux.watch} are broken.
 *
 * <p>{@link dev.deployflux.validator.HistoryValidator} is the way in. It takes what deployments really did, as plain
 * data, and the events that one subscriber got, so it can be put behind a pipeline of one's own too. What it names is
 * broken for certain; what can't be told from the events, which carry few times, it leaves alone.
 *
 * <p>No method returns or takes {@code null} unless its signature says {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package dev.deployflux.validator;

import org.jspecify.annotations.NullMarked;
