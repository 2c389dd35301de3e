package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Builds a {@link DeploymentWatcher}: how often it polls, how far back it looks, how long it waits. What is outside its
 * range is refused with an {@link IllegalArgumentException} that says what to write instead. A duration of more than a
 * hundred years counts as a hundred years.
 */
public final class DeploymentWatcherBuilder {

    private final ServiceDeployments deployments;
    final WatchOptions options = new WatchOptions();

    DeploymentWatcherBuilder(ServiceDeployments deployments) {
        this.deployments = Objects.requireNonNull(deployments, "deployments");
    }

    /**
     * The time from one look at a deployment in flight to the next. These calls are shared, and {@linkplain #jitter(double)
     * jitter} only makes this longer.
     *
     * @param interval a millisecond or more; default 10 seconds
     * @return this
     */
    public DeploymentWatcherBuilder interval(Duration interval) {
        options.interval = WatchOptions.positive("interval", interval, "Duration.ofSeconds(10)");
        return this;
    }

    /**
     * The time from the beginning of one pass over a service to that of the next: so late a new deployment may be noticed.
     * While only one service deploys it is twice the interval at least, as lists and looks then take turns.
     *
     * @param idleInterval not less than {@link #interval(Duration)}; default one minute, or the interval if that is longer
     * @return this
     */
    public DeploymentWatcherBuilder idleInterval(Duration idleInterval) {
        options.idleInterval = WatchOptions.positive("idleInterval", idleInterval, "Duration.ofMinutes(1)");
        options.idleIntervalIsSet = true;
        return this;
    }

    /**
     * The share by which an interval or a pause is made longer or shorter at random, so that services and processes
     * that began together don't call in step for ever.
     *
     * @param share from 0 for none to 0.5; default 0.1
     * @return this
     */
    public DeploymentWatcherBuilder jitter(double share) {
        options.jitter = WatchOptions.jitter(share);
        return this;
    }

    /**
     * How far back the first pass over a service looks: deployments created since then are watched, older ones
     * aren't, even if they are in flight. A feed also forgets deployments that are over and older than this, except
     * the newest of each service.
     *
     * <p>It reaches back from what the watcher's clock says when the watch begins, plus what has passed since. Choose it
     * longer than that clock may be ahead of ECS's at the start, or what is deployed in the meantime is missed. A clock
     * that is set ahead later changes nothing; while it is set back, a feed keeps deployments as much longer, and watches
     * services that join as much further back.
     *
     * @param since a millisecond or more; default one day; ECS keeps 90 days
     * @return this
     */
    public DeploymentWatcherBuilder since(Duration since) {
        options.since = WatchOptions.positive("since", since, "Duration.ofDays(1)");
        return this;
    }

    /**
     * How late ECS may list a deployment after its creation, plus how old an answer may be; ECS documents neither. Passes
     * look so far back behind the newest deployment that is known, by the times that ECS gives, whatever this machine's
     * clock says. A deployment in flight is taken for {@linkplain DeploymentEvent.Removed removed} when it has not been
     * listed for so long.
     *
     * @param overlap zero or more; default 5 minutes. More costs calls only where more than 100 deployments of a
     *     service are created in that time.
     * @return this
     */
    public DeploymentWatcherBuilder overlap(Duration overlap) {
        options.overlap = WatchOptions.notNegative(
                "overlap", overlap, "a time to look back: write zero for none, or Duration.ofMinutes(5)");
        return this;
    }

    /**
     * The pause before a service, or the lookup of services, is tried again after a failure: {@code first}, doubled
     * with each further failure in a row up to {@code max}. The client's own retries come before.
     *
     * @param first a millisecond or more; default 5 seconds
     * @param max not less than {@code first}; default 5 minutes
     * @return this
     */
    public DeploymentWatcherBuilder backoff(Duration first, Duration max) {
        options.setBackoff(first, max);
        return this;
    }

    /**
     * How long a page, a service of the publisher or a describing call may take, waiting for the quota and the
     * client's retries included, before it counts as failed. Likewise if the publisher or the client blocks the
     * thread that calls it; a publisher is interrupted then, and nothing is asked for beside a thread that is
     * still blocked.
     *
     * @param timeout a millisecond or more; default one minute
     * @return this
     */
    public DeploymentWatcherBuilder callTimeout(Duration timeout) {
        options.callTimeout = WatchOptions.positive("callTimeout", timeout, "Duration.ofMinutes(1)");
        return this;
    }

    /**
     * Whether deployments in flight are described, 20 a call, which also tells their stages and pauses. Without, while ECS
     * refuses that, or with an AWS SDK that is older than 2.44.8, each service with a deployment in flight is listed every
     * {@link #interval(Duration) interval}.
     *
     * @param details default {@code true}
     * @return this
     */
    public DeploymentWatcherBuilder details(boolean details) {
        options.details = details;
        return this;
    }

    /**
     * Services with nothing in flight are described every {@link #idleInterval(Duration) idleInterval}, 10 of a cluster a call, by
     * DescribeServices out of another bucket, and listed on a change, or when long unlisted. An AWS SDK older than 2.42.37 lists all.
     *
     * @param detector such as {@code ServiceFingerprints.create()}
     * @return this
     */
    public DeploymentWatcherBuilder detector(ServiceFingerprints detector) {
        options.detector = Objects.requireNonNull(detector, "detector");
        return this;
    }

    /**
     * Names services that may have changed, such as EventBridge tells: each is listed at once, however often it is named
     * meanwhile, and once more five seconds later, as lists may lag. One that isn't watched starts a lookup of the services. So
     * {@link #idleInterval(Duration) idleInterval} may be ten minutes.
     *
     * @param hints subscribed to once for each watch and feed, of whose replicas any may get one for {@linkplain FeedStore#hint
     *     all}; and again after a growing {@linkplain #backoff(Duration, Duration) pause} when it completes or fails
     * @return this
     */
    public DeploymentWatcherBuilder hints(Publisher<? extends ServiceRef> hints) {
        options.hints = Objects.requireNonNull(hints, "hints");
        return this;
    }

    /**
     * How often the publisher of services is asked anew. New ones join; one that two complete lookups in a row don't name leaves.
     *
     * @param interval a millisecond or more; default 5 minutes
     * @return this
     */
    public DeploymentWatcherBuilder lookupInterval(Duration interval) {
        options.lookupInterval = WatchOptions.positive("lookupInterval", interval, "Duration.ofMinutes(5)");
        return this;
    }

    /**
     * How many passes may be under way at once, and beside them how many calls that describe. One service has one pass at most.
     *
     * @param passes 1 or more; default 8, which uses up ECS's 20 calls a second if a call takes 0.4 s
     * @return this
     */
    public DeploymentWatcherBuilder concurrency(int passes) {
        options.concurrency = WatchOptions.concurrency(passes);
        return this;
    }

    /**
     * How long {@link DeploymentWatcher#awaitOutcome(String)} and {@code awaitOutcomes} wait for each deployment.
     *
     * @param timeout a millisecond to 90 days; default one hour
     * @return this
     */
    public DeploymentWatcherBuilder outcomeTimeout(Duration timeout) {
        DeploymentWatcher.checkTimeout("outcomeTimeout", timeout);
        options.outcomeTimeout = timeout;
        return this;
    }

    /**
     * How long a feed goes on polling after its last subscriber has left, so that one who comes back at once, as
     * browsers do, finds it up to date.
     *
     * @param grace zero to stop at once, or more; default 30 seconds
     * @return this
     */
    public DeploymentWatcherBuilder grace(Duration grace) {
        options.grace = WatchOptions.notNegative(
                "grace", grace, "a time to go on polling: write zero to stop at once, or Duration.ofSeconds(30)");
        return this;
    }

    /**
     * How many events a {@link DeploymentFeed} keeps for those who {@linkplain DeploymentFeed#entriesAfter(EventId) come
     * again}, or read slowly.
     *
     * @param events 1 to 1,000,000; default 2,000. Each pass that brings news tells one more than these, its bookmark.
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public DeploymentWatcherBuilder eventLog(int events) {
        options.eventLog = WatchOptions.eventLog(events);
        return this;
    }

    /**
     * Where timers run, calls begin, and the publisher of services is subscribed to. By default these are two:
     * {@link Schedulers#parallel()} for timers, and for the rest {@link Schedulers#boundedElastic()}, because the SDK
     * resolves credentials on the thread that makes the call, which may block, and so may a publisher.
     *
     * @param scheduler stands for both: one that can delay tasks, with more threads than publishers and the client may
     *     block, as a publisher that blocks for ever holds one. Stays the caller's to dispose of, after all watches have
     *     been cancelled. A watch whose scheduler is disposed of, or runs no task for
     *     {@link #callTimeout(Duration) callTimeout} and ten seconds, ends with an error within ten seconds more. So
     *     does an awaited outcome.
     * @return this
     */
    public DeploymentWatcherBuilder scheduler(Scheduler scheduler) {
        options.timers = Objects.requireNonNull(scheduler, "scheduler");
        options.calls = scheduler;
        return this;
    }

    /**
     * What time it is, for {@link #since(Duration)} and the times that events carry; for tests whose ECS lives at
     * another time. Pauses, ages and all else that lasts are measured on the {@linkplain #scheduler(Scheduler)
     * scheduler's} time, so that the clock may be set.
     *
     * @param clock by default the system's; mustn't block a timer's thread
     * @return this
     */
    public DeploymentWatcherBuilder clock(InstantSource clock) {
        options.clock = WatchOptions.guarded(Objects.requireNonNull(clock, "clock"));
        return this;
    }

    /**
     * Hears every event of every watch and feed of this watcher once, for metrics and logs. A feed tells it once, however many
     * subscribe; of several replicas the one that polls does, but each what concerns its own {@linkplain FeedEvents store}. Each
     * subscriber of a watch has its own. Awaited outcomes are no events. Called another time, both listen. Default: nobody.
     *
     * @param listener called on threads of {@link Schedulers#boundedElastic()}, with one event at a time, soon after
     *     subscribers or before. One that blocks holds up nobody else; when 10,000 events wait for it, it doesn't hear
     *     of further ones until it has taken some, which {@link reactor.core.publisher.Hooks#onErrorDropped} is told
     *     once. What it throws goes there too, and the watch goes on.
     * @return this
     */
    public DeploymentWatcherBuilder listener(Consumer<? super DeploymentEvent> listener) {
        options.listeners = options.listeners.and(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Services that no watch or feed of this watcher watches, whoever names them: such as one that may never be read.
     * They cost no call, and {@link FeedHealth#excluded()} counts them. Called another time, both count. Default: none.
     *
     * @param services each as {@code cluster/service} by name, where {@code *} stands for any characters, also none:
     *     {@code "prod/web"}, {@code "prod/sandbox-*"}, <code>"*&#47;canary"</code>; or the ARN of a service
     * @return this
     */
    public DeploymentWatcherBuilder exclude(String... services) {
        options.exclusions = options.exclusions.and(services);
        return this;
    }

    /** Draws the jitter, for tests in which that has to be the same each time. */
    DeploymentWatcherBuilder random(DoubleSupplier random) {
        options.random = random;
        return this;
    }

    /**
     * Builds it. Makes no call.
     *
     * @return a watcher with these options
     * @throws IllegalArgumentException if {@link #idleInterval(Duration)} is less than the interval, or a detector's than that
     */
    public DeploymentWatcher build() {
        return new DeploymentWatcher(deployments, options.complete());
    }
}
