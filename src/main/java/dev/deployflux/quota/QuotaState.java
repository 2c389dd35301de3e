package dev.deployflux.quota;

/**
 * What one bucket of an {@link ApiQuota} looks like at one moment; others may take or wait in the next.
 *
 * @param permittedPerSecond calls a second that are let through for long: the full rate, less what is left to others,
 *     and less still for a while after ECS has throttled a call
 * @param available calls that could start at once, 0 or more
 * @param waiting calls that wait for a permit, 0 or more
 */
public record QuotaState(double permittedPerSecond, int available, int waiting) {}
