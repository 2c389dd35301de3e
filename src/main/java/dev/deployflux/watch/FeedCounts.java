package dev.deployflux.watch;

/**
 * What a feed has counted on this replica since it was made.
 *
 * @param calls of all passes
 * @param merged changes that subscribers were not told one by one
 * @param missed deployments that they were not told at all
 * @param taken terms in which this replica has polled
 * @param fenced those that it has lost while it did
 * @param resets logs that didn't go on where they were
 */
record FeedCounts(long calls, long merged, long missed, long taken, long fenced, long resets) {}
