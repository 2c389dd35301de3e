/**
 * Which windows of {@code createdAt} a scan asks for, so that several chains of pages are under way at once: arithmetic
 * alone, which makes no call. Not part of the API: {@code ServiceDeployments.scan} uses it, no application does, and any
 * release may change it.
 *
 * <p>The map of the package: {@link dev.deployflux.scan.SlicePlan} decides; a {@link dev.deployflux.scan.Slice} is one
 * chain of pages over a {@link dev.deployflux.scan.SliceSpan}; {@link dev.deployflux.scan.ListingOrder} guesses the order
 * in which rows are listed.
 */
@NullMarked
package dev.deployflux.scan;

import org.jspecify.annotations.NullMarked;
