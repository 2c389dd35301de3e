package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a {@link DeploymentFeed} is at one moment. Immutable. */
public final class FeedHealth {

    /** The polling; {@code lasting} is zero while there is none. */
    record Polling(
            boolean on,
            Duration lasting,
            @Nullable FellBehind behind,
            @Nullable DetailsFailing detailsFailing,
            @Nullable Throwable ended,
            long calls) {}

    /** The lookups of services. */
    record Lookups(@Nullable Instant last, @Nullable LookupFailing failing, int excluded) {}

    /** Who listens, and what all of them together were not told one by one. */
    record Subscribers(int count, long merged, long missed) {}

    /** What this replica has been through since the feed was made. */
    record Terms(long taken, long fenced, long resets) {}

    private final Polling polling;
    private final Lookups lookups;
    private final Subscribers subscribers;
    private final FeedReplication replication;
    private final Terms terms;
    private final List<ConsumerHealth> consumers;
    private final Map<ServiceRef, ServiceHealth> services;

    FeedHealth(
            Polling polling,
            Lookups lookups,
            Subscribers subscribers,
            FeedReplication replication,
            Terms terms,
            List<ConsumerHealth> consumers,
            Map<ServiceRef, ServiceHealth> services) {
        this.replication = replication;
        this.terms = terms;
        this.consumers = List.copyOf(consumers);
        this.polling = polling;
        this.lookups = lookups;
        this.subscribers = subscribers;
        this.services = Collections.unmodifiableMap(services);
    }

    /**
     * Whether it polls now: from the first subscriber on, until the grace time after the last.
     *
     * @return {@code false} also before the first one
     */
    public boolean polling() {
        return polling.on();
    }

    /**
     * How long it has polled without a break.
     *
     * @return zero while it doesn't
     */
    public Duration pollingFor() {
        return polling.lasting();
    }

    /**
     * How many subscribers there are; each client of a {@code DeploymentSse} is one.
     *
     * @return 0 or more
     */
    public int subscribers() {
        return subscribers.count();
    }

    /**
     * Each service that is watched, in the order in which they joined.
     *
     * @return stays as it was while nothing polls
     */
    public Map<ServiceRef, ServiceHealth> services() {
        return services;
    }

    /**
     * When the last complete lookup of the services began, as a clock said then: for people. It may have found none.
     *
     * @return {@code null} if there was none
     */
    public @Nullable Instant lastLookup() {
        return lookups.last();
    }

    /**
     * How many lookups of the services have failed in a row.
     *
     * @return 0 or more
     */
    public int lookupFailures() {
        return lookups.failing() == null ? 0 : lookups.failing().failures();
    }

    /**
     * The clusters whose services the last lookup couldn't list, as far as that is known.
     *
     * @return empty if the last lookup was complete
     */
    public List<LookupFailing.Cluster> failingClusters() {
        return lookups.failing() == null ? List.of() : lookups.failing().clusters();
    }

    /**
     * How many services the last complete lookup found that {@link DeploymentWatcherBuilder#exclude} leaves out.
     *
     * @return 0 or more
     */
    public int excluded() {
        return lookups.excluded();
    }

    /**
     * The last word on passes that begin too late.
     *
     * @return {@code null} if they are on time
     */
    public @Nullable FellBehind behind() {
        return polling.behind();
    }

    /**
     * The last word on deployments in flight that can't be described. What their statuses are is told all the same.
     *
     * @return {@code null} if they can, or if the feed goes without {@linkplain DeploymentWatcherBuilder#details details}
     */
    public @Nullable DetailsFailing detailsFailing() {
        return polling.detailsFailing();
    }

    /**
     * ListServiceDeployments calls of all passes so far: the pages of the complete ones, and one for each that failed, which
     * may have made more, or none. Retries are not counted.
     *
     * @return 0 or more
     */
    public long calls() {
        return polling.calls();
    }

    /**
     * How many changes of status have been merged into others because a subscriber of {@link DeploymentFeed#events()} didn't
     * ask in time, all subscribers taken together, since the feed was made. Progress isn't counted: the newest tells it all.
     *
     * @return 0 or more
     */
    public long mergedStates() {
        return subscribers.merged();
    }

    /**
     * How many deployments such subscribers were told of only in {@link DeploymentEvent.Missed}, likewise.
     *
     * @return 0 or more
     */
    public long missedDeployments() {
        return subscribers.missed();
    }

    /**
     * The error that ended the polling.
     *
     * @return {@code null} if it hasn't ended by itself, or has begun anew since
     */
    public @Nullable Throwable ended() {
        return polling.ended();
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
        if (services.isEmpty()) {
            return lastLookup() == null || lookupFailures() > 0 ? pollingFor() : Duration.ZERO;
        }
        boolean noneIsRead = services.values().stream().allMatch(ServiceHealth::isUnreadable);
        return services.values().stream()
                .filter(service -> noneIsRead || !service.isUnreadable())
                .map(ServiceHealth::lag)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * The services that can't be read at present, as {@link ServiceHealth#isUnreadable()} says.
     *
     * @return those, in the order in which they joined
     */
    public List<ServiceRef> unreadable() {
        return services.entrySet().stream()
                .filter(entry -> entry.getValue().isUnreadable())
                .map(Map.Entry::getKey)
                .toList();
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
     * How far behind the others this replica may be: since when it hasn't known all that the store had. Up to two seconds while
     * all is well.
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
        return terms.taken();
    }

    /**
     * How often this replica has stopped polling because its lease had gone to another, or might have: it was paused for too long,
     * or the store didn't answer.
     *
     * @return 0 or more
     */
    public long timesFenced() {
        return terms.fenced();
    }

    /**
     * How often this replica has begun its log anew because that didn't go on where it was, as when the store has lost what it
     * had. Readers are reset then.
     *
     * @return 0 or more
     */
    public long resets() {
        return terms.resets();
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
        return polling + ", " + replication + ", " + lookups + ", " + subscribers + ", services " + services;
    }
}
