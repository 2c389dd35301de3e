package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a {@link DeploymentFeed} is at one moment. Immutable. */
public final class FeedHealth {

    private final FeedActivity activity;
    private final WatchTrouble trouble;
    private final @Nullable LookupNote lookedUp;
    private final FeedCounts counts;
    private final FeedReplication replication;
    private final List<ConsumerHealth> consumers;
    private final ServicesHealth services;

    FeedHealth(
            FeedActivity activity,
            WatchTrouble trouble,
            @Nullable LookupNote lookedUp,
            FeedCounts counts,
            FeedReplication replication,
            List<ConsumerHealth> consumers,
            ServicesHealth services) {
        this.activity = activity;
        this.trouble = trouble;
        this.lookedUp = lookedUp;
        this.counts = counts;
        this.replication = replication;
        this.consumers = List.copyOf(consumers);
        this.services = services;
    }

    /**
     * The times by which it is to be judged.
     *
     * @return as of the moment at which the feed was asked
     */
    public FeedTimes times() {
        return activity.times();
    }

    /**
     * Whether it polls now: from the first subscriber on, until the grace time after the last.
     *
     * @return {@code false} also before the first one
     */
    public boolean polling() {
        return activity.polling();
    }

    /**
     * How long it has polled without a break.
     *
     * @return zero while it doesn't
     */
    public Duration pollingFor() {
        return activity.lasting();
    }

    /**
     * How many subscribers there are; each client of a {@code DeploymentSse} is one.
     *
     * @return 0 or more
     */
    public int subscribers() {
        return activity.subscribers();
    }

    /**
     * Each service that is watched, in the order in which they joined.
     *
     * @return stays as it was while nothing polls
     */
    public Map<ServiceRef, ServiceHealth> services() {
        return services.each();
    }

    /**
     * When the last complete lookup of the services began, as a clock said then: for people. It may have found none.
     *
     * @return {@code null} if there was none
     */
    public @Nullable Instant lastLookup() {
        return lookedUp == null ? null : lookedUp.startedAt();
    }

    /**
     * How many lookups of the services have failed in a row.
     *
     * @return 0 or more
     */
    public int lookupFailures() {
        return trouble.lookup() == null ? 0 : trouble.lookup().failures();
    }

    /**
     * The clusters whose services the last lookup couldn't list, as far as that is known.
     *
     * @return empty if the last lookup was complete
     */
    public List<LookupFailing.Cluster> failingClusters() {
        return trouble.lookup() == null ? List.of() : trouble.lookup().clusters();
    }

    /**
     * How many services the last complete lookup found that {@link DeploymentWatcherBuilder#exclude} leaves out.
     *
     * @return 0 or more
     */
    public int excluded() {
        return lookedUp == null ? 0 : lookedUp.excluded();
    }

    /**
     * The last word on passes that begin too late.
     *
     * @return {@code null} if they are on time
     */
    public @Nullable FellBehind behind() {
        return trouble.behind();
    }

    /**
     * The last word on deployments in flight that can't be described. What their statuses are is told all the same.
     *
     * @return {@code null} if they can, or if the feed goes without {@linkplain DeploymentWatcherBuilder#details details}
     */
    public @Nullable DetailsFailing detailsFailing() {
        return trouble.details();
    }

    /**
     * The last word on services that can't be described to find out which have changed. They are listed in place of that, so
     * that nothing is missed.
     *
     * @return {@code null} if they can, or if the feed goes without a {@linkplain DeploymentWatcherBuilder#detector detector}
     */
    public @Nullable DetectorFailing detectorFailing() {
        return trouble.detector();
    }

    /**
     * The last word on a publisher of hints that has failed. Changes are found by the intervals alone meanwhile.
     *
     * @return {@code null} if it hasn't, or has given a hint since, or if the feed goes without {@linkplain
     *     DeploymentWatcherBuilder#hints hints}
     */
    public @Nullable HintsFailing hintsFailing() {
        return trouble.hints();
    }

    /**
     * ListServiceDeployments calls of all passes so far: the pages of the complete ones, and one for each that failed, which
     * may have made more, or none. Retries are not counted.
     *
     * @return 0 or more
     */
    public long calls() {
        return counts.calls();
    }

    /**
     * How many changes of status have been merged into others because a subscriber of {@link DeploymentFeed#events()} didn't
     * ask in time, all subscribers taken together, since the feed was made. Progress isn't counted: the newest tells it all.
     *
     * @return 0 or more
     */
    public long mergedStates() {
        return counts.merged();
    }

    /**
     * How many deployments such subscribers were told of only in {@link DeploymentEvent.Missed}, likewise.
     *
     * @return 0 or more
     */
    public long missedDeployments() {
        return counts.missed();
    }

    /**
     * The error that ended the polling.
     *
     * @return {@code null} if it hasn't ended by itself, or has begun anew since
     */
    public @Nullable Throwable ended() {
        return activity.ended();
    }

    /**
     * How late news may be of what can be read: for how long the service that was read least recently hasn't been read
     * though the feed polled. {@linkplain #unreadable() Unreadable} services don't count, unless nothing can be read:
     * then the longest of all counts, and while no service is known since they can't be looked up, for how long the
     * feed has polled. The figure to alert on, beside the number of those that can't be read.
     *
     * @return zero while nothing polls
     */
    public Duration lag() {
        return services.lag(lastLookup() == null || lookupFailures() > 0 ? pollingFor() : Duration.ZERO);
    }

    /**
     * The services that can't be read at present, as {@link ServiceHealth#isUnreadable()} says.
     *
     * @return those, in the order in which they joined
     */
    public List<ServiceRef> unreadable() {
        return services.unreadable();
    }

    /**
     * The name of this replica.
     *
     * @return as the {@linkplain FeedStore#replica() store} has it
     */
    public String replica() {
        return replication.replica();
    }

    /**
     * The replica that polls.
     *
     * @return {@code null} if none is known to: nobody listens here, or the one that did is gone and no other has taken its
     *     place yet, or the store can't be reached
     */
    public @Nullable FeedPoller poller() {
        return replication.poller();
    }

    /**
     * Since when this replica hasn't known all that the store had. Up to two seconds while all is well.
     *
     * @return zero while this one polls, and while nobody listens here
     */
    public Duration readerLag() {
        return replication.readerLag();
    }

    /**
     * Why the store can't be reached, or refuses to write.
     *
     * @return {@code null} if it can
     */
    public @Nullable Throwable storeFailure() {
        return replication.trouble() == null ? null : replication.trouble().error();
    }

    /**
     * How often this replica has begun to poll since the feed was made, each time under a lease with a term of its own.
     *
     * @return 0 or more
     */
    public long termsTaken() {
        return counts.taken();
    }

    /**
     * How often this replica has stopped polling: its lease had gone to another, or might have, or the store has refused a write.
     *
     * @return 0 or more
     */
    public long timesFenced() {
        return counts.fenced();
    }

    /**
     * How often this replica has begun its log anew, as when the store has lost what it had. Readers are reset then.
     *
     * @return 0 or more
     */
    public long resets() {
        return counts.resets();
    }

    /**
     * The {@linkplain DeploymentFeed#consume consumers} that this replica has.
     *
     * @return in the order in which they came
     */
    public List<ConsumerHealth> consumers() {
        return consumers;
    }

    @Override
    public String toString() {
        return activity + ", " + trouble + ", " + replication + ", " + lookedUp + ", " + counts + ", services "
                + services;
    }
}
