package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.watch.CallLoad.Calls;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Whether so many services can be watched at the intervals of a watcher, told beforehand and without a call.
 *
 * <p>It counts one ListServiceDeployments call a pass, which is what a pass costs unless over 100 deployments of a
 * service are in its window; a pass over each service every {@link DeploymentWatcherBuilder#idleInterval(Duration)
 * idleInterval}; and a DescribeServiceDeployments call for 20 deployments in flight, one of each service that deploys, every
 * {@link DeploymentWatcherBuilder#interval(Duration) interval}. Without {@linkplain DeploymentWatcherBuilder#details(boolean)
 * details}, or while they aren't permitted, services that deploy are listed every interval in their place. With a {@linkplain
 * DeploymentWatcherBuilder#detector(ServiceFingerprints) detector}, services with nothing in flight are listed as rarely as that
 * says, and a DescribeServices call, out of a bucket of its own, looks at 10 of them every idle interval. Lookups of services,
 * awaited outcomes, and lists of what has changed come on top, and {@link DeploymentWatcherBuilder#concurrency(int) concurrency}
 * slow calls may be a narrower limit than the quota.
 */
public final class WatchPlan {

    private static final int MOST_ARNS = 20;
    private static final int MOST_SERVICES = 10;

    private final int services;
    private final int inFlight;
    private final WatchOptions options;

    /** What takes from the bucket of {@link ApiBucket#SERVICE_DEPLOYMENTS}. */
    private final CallLoad lists;

    /** What takes from that of {@link ApiBucket#SERVICES}. */
    private final CallLoad looks;

    private WatchPlan(int services, int inFlight, WatchOptions options, ToDoubleFunction<ApiBucket> permitted) {
        this.services = services;
        this.inFlight = inFlight;
        this.options = options;
        int idle = services - inFlight;
        Calls listsOfIdle = new Calls(idle, options.listInterval());
        List<Calls> ofInFlight = options.details
                ? List.of(
                        new Calls(inFlight, options.idleInterval),
                        new Calls((inFlight + MOST_ARNS - 1) / MOST_ARNS, options.interval))
                : List.of(new Calls(inFlight, options.interval));
        this.lists = load(
                ApiBucket.SERVICE_DEPLOYMENTS,
                permitted,
                Stream.concat(Stream.of(listsOfIdle), ofInFlight.stream()).toList());
        int looking = options.detector == null ? 0 : (idle + MOST_SERVICES - 1) / MOST_SERVICES;
        this.looks = load(ApiBucket.SERVICES, permitted, List.of(new Calls(looking, options.idleInterval)));
    }

    private static CallLoad load(ApiBucket bucket, ToDoubleFunction<ApiBucket> permitted, List<Calls> calls) {
        double perSecond = permitted.applyAsDouble(bucket);
        boolean paced = Double.isFinite(perSecond);
        return new CallLoad(calls, paced ? perSecond : bucket.perSecond(), paced);
    }

    /** {@code permitted} says how many calls a second a bucket permits; an infinite number if there is no quota. */
    static WatchPlan of(int services, int inFlight, WatchOptions options, ToDoubleFunction<ApiBucket> permitted) {
        if (services < 0) {
            throw new IllegalArgumentException(
                    "services is " + services + ", but it counts all services that are watched: write 0 or more");
        }
        if (inFlight < 0 || inFlight > services) {
            throw new IllegalArgumentException("inFlight is " + inFlight + ", but it counts those of the " + services
                    + " services that deploy at the same time: write 0 to " + services);
        }
        return new WatchPlan(services, inFlight, options, permitted);
    }

    /**
     * How many lists and descriptions of deployments the intervals that are set take.
     *
     * @return calls a second
     */
    public double neededPerSecond() {
        return lists.needed();
    }

    /**
     * How many of these may be made for long.
     *
     * @return calls a second, by the quota at the moment when this was asked for; the 20 that ECS publishes if the
     *     quota is unlimited, since ECS throttles what is more
     */
    public double permittedPerSecond() {
        return lists.permitted();
    }

    /**
     * How many descriptions of services the intervals that are set take.
     *
     * @return calls a second; 0 without a detector
     */
    public double neededLooksPerSecond() {
        return looks.needed();
    }

    /**
     * How many of these may be made for long. Lookups take from the same bucket.
     *
     * @return calls a second, as {@link #permittedPerSecond()} says
     */
    public double permittedLooksPerSecond() {
        return looks.permitted();
    }

    /**
     * Whether the intervals that are set can be kept.
     *
     * @return whether no more calls are needed than permitted, of either bucket
     */
    public boolean isAchievable() {
        return lists.fits() && looks.fits();
    }

    /**
     * The time from one look at a deployment in flight to the next that can be kept.
     *
     * @return the interval that is set, and how late passes come
     */
    public Duration achievableInterval() {
        return options.interval.plus(lists.late());
    }

    /**
     * The time from one pass over a service to the next that can be kept, or with a detector from one look at it to the next;
     * without details, while none of its deployments is in flight.
     *
     * @return the interval that is set, and how late passes or looks come
     */
    public Duration achievableIdleInterval() {
        return options.idleInterval.plus(options.detector == null ? lists.late() : looks.late());
    }

    /**
     * The time from one list of a service to the next that can be kept, if nothing about it has changed.
     *
     * @return what the detector says, and how late passes come; {@link #achievableIdleInterval()} without one
     */
    public Duration achievableListInterval() {
        return options.listInterval().plus(lists.late());
    }

    /**
     * How late passes come in the long run: all by about the same, as the one that was due first comes first.
     *
     * @return zero if the intervals can be kept
     */
    public Duration late() {
        return lists.late();
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
                + needed(lists) + " (" + intervals(Duration.ZERO) + "); " + permitted(lists) + ". ";
        String looked = options.detector == null
                ? ""
                : "Looks at the others take " + needed(looks) + ", 10 a call every "
                        + MessageText.of(options.idleInterval) + "; " + permitted(looks) + ". ";
        return needed + looked + (isAchievable() ? "The intervals can be kept." : late(lists.late()) + lateLooks());
    }

    private static String needed(CallLoad load) {
        return MessageText.of(load.needed()) + " calls a second";
    }

    private static String permitted(CallLoad load) {
        return (load.paced() ? "the quota permits " : "ECS publishes ") + MessageText.of(load.permitted());
    }

    private String late(Duration late) {
        return late.isZero()
                ? ""
                : "Passes will be " + MessageText.of(rounded(late)) + " late: " + intervals(late) + ".";
    }

    private String intervals(Duration late) {
        String described = options.details && late.isZero() ? ", described 20 a call" : "";
        String listed = !options.details
                ? ", the others every "
                : options.detector == null
                        ? (late.isZero() ? "; all listed every " : ", all listed every ")
                        : ", listed every " + text(options.idleInterval.plus(late)) + ", the others every ";
        return "in flight every " + text(options.interval.plus(late)) + described + listed
                + text(options.listInterval().plus(late));
    }

    private static String text(Duration duration) {
        return MessageText.of(rounded(duration));
    }

    private String lateLooks() {
        return looks.fits()
                ? ""
                : (lists.fits() ? "" : " ") + "Looks will be " + MessageText.of(rounded(looks.late())) + " late: every "
                        + MessageText.of(rounded(achievableIdleInterval())) + ".";
    }

    /** Rounds to tenths of a second. */
    private static Duration rounded(Duration duration) {
        return Duration.ofMillis(100 * Math.round(duration.toMillis() / 100.0));
    }
}
