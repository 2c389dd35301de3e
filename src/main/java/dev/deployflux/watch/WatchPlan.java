package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import java.time.Duration;

/**
 * Whether so many services can be watched at the intervals of a watcher, told beforehand and without a call.
 *
 * <p>It counts one ListServiceDeployments call a pass, which is what a pass costs unless over 100 deployments of a
 * service are in its window; a pass over each service every {@link DeploymentWatcherBuilder#idleInterval(Duration)
 * idleInterval}; and a DescribeServiceDeployments call for 20 deployments in flight, one of each service that deploys, every
 * {@link DeploymentWatcherBuilder#interval(Duration) interval}. Without {@linkplain DeploymentWatcherBuilder#details(boolean)
 * details}, or while they aren't permitted, services that deploy are listed every interval in their place. Lookups of services
 * and awaited outcomes come on top, and {@link DeploymentWatcherBuilder#concurrency(int) concurrency} slow calls may be a
 * narrower limit than the quota.
 */
public final class WatchPlan {

    private static final double NANOS = 1e9;
    private static final int MOST_ARNS = 20;

    private final int services;
    private final int inFlight;
    private final boolean details;
    private final Duration idleInterval;
    private final Duration interval;
    private final double permittedPerSecond;
    private final boolean paced;

    private WatchPlan(int services, int inFlight, WatchOptions options, double permittedPerSecond) {
        this.services = services;
        this.inFlight = inFlight;
        this.details = options.details;
        this.idleInterval = options.idleInterval;
        this.interval = options.interval;
        this.paced = Double.isFinite(permittedPerSecond);
        this.permittedPerSecond = paced ? permittedPerSecond : ApiBucket.SERVICE_DEPLOYMENTS.perSecond();
    }

    static WatchPlan of(int services, int inFlight, WatchOptions options, double permittedPerSecond) {
        if (services < 0) {
            throw new IllegalArgumentException(
                    "services is " + services + ", but it counts all services that are watched: write 0 or more");
        }
        if (inFlight < 0 || inFlight > services) {
            throw new IllegalArgumentException("inFlight is " + inFlight + ", but it counts those of the " + services
                    + " services that deploy at the same time: write 0 to " + services);
        }
        return new WatchPlan(services, inFlight, options, permittedPerSecond);
    }

    /**
     * How many calls the intervals that are set take.
     *
     * @return calls a second
     */
    public double neededPerSecond() {
        return perSecond(0);
    }

    /**
     * How many calls may be made for long.
     *
     * @return calls a second, by the quota at the moment when this was asked for; the 20 that ECS publishes if the
     *     quota is unlimited, since ECS throttles what is more
     */
    public double permittedPerSecond() {
        return permittedPerSecond;
    }

    /**
     * Whether the intervals that are set can be kept.
     *
     * @return whether no more calls are needed than permitted
     */
    public boolean isAchievable() {
        return neededPerSecond() <= permittedPerSecond;
    }

    /**
     * The time from one look at a deployment in flight to the next that can be kept.
     *
     * @return the interval that is set, and how late passes come
     */
    public Duration achievableInterval() {
        return interval.plus(late());
    }

    /**
     * The time from one pass over a service to the next that can be kept; without details, while none of its deployments is
     * in flight.
     *
     * @return the interval that is set, and how late passes come
     */
    public Duration achievableIdleInterval() {
        return idleInterval.plus(late());
    }

    /**
     * How late passes come in the long run: all by about the same, as the one that was due first comes first.
     *
     * @return zero if the intervals can be kept
     */
    public Duration late() {
        return isAchievable() ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(lateSeconds() * NANOS));
    }

    private double perSecond(double late) {
        return rare() / (seconds(idleInterval) + late) + frequent() / (seconds(interval) + late);
    }

    /** Calls every idle interval. */
    private int rare() {
        return details ? services : services - inFlight;
    }

    /** Calls every interval. */
    private int frequent() {
        return details ? (inFlight + MOST_ARNS - 1) / MOST_ARNS : inFlight;
    }

    /**
     * The positive L of {@code rare / (idleInterval + L) + frequent / (interval + L) = permitted}: a quadratic equation,
     * a L² + b L + c = 0, whose c is negative as too many calls are needed. Of the two forms of its solution the one is
     * taken in which nothing cancels out.
     */
    private double lateSeconds() {
        int rare = rare();
        int frequent = frequent();
        double x = seconds(idleInterval);
        double y = seconds(interval);
        double a = permittedPerSecond;
        double b = permittedPerSecond * (x + y) - rare - frequent;
        double c = permittedPerSecond * x * y - rare * y - frequent * x;
        double root = Math.sqrt(b * b - 4 * a * c);
        return b > 0 ? -2 * c / (b + root) : (root - b) / (2 * a);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    /**
     * The plan for people to read.
     *
     * @return the plan in a sentence or two; its wording may change
     */
    @Override
    public String toString() {
        String needed = MessageText.of(services) + " services, " + MessageText.of(inFlight)
                + " of them in flight, need "
                + MessageText.of(neededPerSecond()) + " calls a second (in flight every " + MessageText.of(interval)
                + (details ? ", described 20 a call; all listed every " : ", the others every ")
                + MessageText.of(idleInterval) + "); "
                + (paced ? "the quota permits " : "ECS publishes ") + MessageText.of(permittedPerSecond) + ". ";
        return needed
                + (isAchievable()
                        ? "The intervals can be kept."
                        : "Passes will be " + MessageText.of(rounded(late())) + " late: in flight every "
                                + MessageText.of(rounded(achievableInterval()))
                                + (details ? ", all listed every " : ", the others every ")
                                + MessageText.of(rounded(achievableIdleInterval())) + ".");
    }

    /** Rounds to tenths of a second. */
    private static Duration rounded(Duration duration) {
        return Duration.ofMillis(100 * Math.round(duration.toMillis() / 100.0));
    }
}
