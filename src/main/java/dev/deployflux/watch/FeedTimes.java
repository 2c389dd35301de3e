package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;

/** The times by which the health of a {@link DeploymentFeed} is judged. Immutable. */
public final class FeedTimes {

    /** A pass takes its time, however short the intervals are. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final Instant asOf;
    private final Duration window;
    private final Duration inTime;
    private final Duration betweenLists;

    private FeedTimes(Instant asOf, Duration window, Duration inTime, Duration betweenLists) {
        this.asOf = asOf;
        this.window = window;
        this.inTime = inTime;
        this.betweenLists = betweenLists;
    }

    static FeedTimes of(WatchOptions options) {
        Duration twice = options.idleInterval.multipliedBy(2);
        return new FeedTimes(
                options.clock.instant(),
                options.since,
                twice.compareTo(LEAST) < 0 ? LEAST : twice,
                options.betweenLists());
    }

    /**
     * When the health was so, as the feed's {@linkplain DeploymentWatcherBuilder#clock clock} said: for people, and to say how
     * long ago that was which deployments tell.
     *
     * @return the moment at which the feed was asked
     */
    public Instant asOf() {
        return asOf;
    }

    /**
     * How far back the first pass over a service looks. A service without deployments has had none for as long.
     *
     * @return as {@link DeploymentWatcherBuilder#since(Duration)} was set
     */
    public Duration window() {
        return window;
    }

    /**
     * Whether a service was read in time, and what is known of it isn't old: its last complete pass began no more than two
     * {@linkplain DeploymentWatcherBuilder#idleInterval(Duration) idle intervals} ago, or ten seconds if these are shorter, whether
     * or not the feed polled. With a {@linkplain DeploymentWatcherBuilder#detector(ServiceFingerprints) detector} that works,
     * the time in which it need not be listed isn't counted.
     *
     * @param service of the same health
     * @return {@code false} if it was never read
     */
    public boolean isInTime(ServiceHealth service) {
        Duration age = service.age(); // the lag tells of looks that fail, and the age of a time in which nobody polled
        return age != null
                && service.lag().compareTo(inTime) <= 0
                && age.minus(betweenLists).compareTo(inTime) <= 0;
    }

    @Override
    public String toString() {
        return "as of " + asOf + ", window " + window;
    }
}
