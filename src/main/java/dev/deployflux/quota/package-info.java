/**
 * Paces the calls that an account makes to the Amazon ECS API in a region.
 *
 * <p>{@link dev.deployflux.quota.ApiQuota} is the way in. The package's contract:
 *
 * <ul>
 *   <li>Whoever waits, waits in order of arrival, and blocks no thread.
 *   <li>A permit is neither lost nor made up, however subscribing, cancelling and ending interleave.
 *   <li>Alone on the account, with the bucket's true numbers, no call is throttled.
 *   <li>Nothing is left behind: a timer runs only while somebody waits, or has a share of what several processes use.
 *   <li>Processes that share a bucket make no more calls together than one alone may.
 * </ul>
 *
 * <p>No method returns or takes {@code null}.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>What users call: {@link ApiQuota}.
 *   <li>Who waits, and who is served next: {@link Bucket}; one call's permit, from waiting to its end: {@link Permit}.
 *   <li>The share of this process: {@link RateLease}, {@link Demand}; what the end of a call tells: {@link CallEnd}.
 *   <li>The arithmetic, in whole picoseconds, and why no call is throttled: {@link Level}, {@link Limits}.
 *   <li>What is published, and what is told: {@link ApiBucket}, {@link QuotaState}; what a store of
 *       shares has to do: {@link QuotaShares}.
 * </ul>
 */
@NullMarked
package dev.deployflux.quota;

import org.jspecify.annotations.NullMarked;
