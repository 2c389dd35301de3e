package dev.deployflux;

/**
 * How far a {@link ServiceDeployments#scan} has come with its latest page.
 *
 * @param pages API calls that brought a page
 * @param rows different deployments found
 * @param share how much of the window's time has been read, from 0 to 1: an estimate that never falls, and is 1 when all
 *     rows have been found, no sooner
 */
public record ScanProgress(long pages, long rows, double share) {}
