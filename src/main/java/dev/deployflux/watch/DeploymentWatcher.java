package dev.deployflux.watch;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * Watches deployments: polls ListServiceDeployments and DescribeServiceDeployments, compares, and tells what is new.
 *
 * <pre>{@code
 * DeploymentWatcher watcher = DeploymentWatcher.builder(deployments).interval(Duration.ofSeconds(10)).build();
 * Flux<DeploymentEvent> events = watcher.watch(deployments.services("prod"));
 * }</pre>
 *
 * <p>What a watch promises is the {@linkplain dev.deployflux.watch package's contract}. Its options are immutable.
 * Instances are safe for use by many threads, and need no closing.
 */
public final class DeploymentWatcher {

    private static final int MOST_AWAITED = 1_000;

    /** How long ECS keeps deployments. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(90);

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final Describer<String, ServiceDeployment> describer;
    private final Describer<ServiceRef, Service> serviceDescriber;
    private final AwaitedDeployments awaited;

    DeploymentWatcher(ServiceDeployments deployments, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
        this.describer = new Describer<>(new DeploymentDescriptions(deployments, options), options);
        this.serviceDescriber = new Describer<>(new ServiceDescriptions(deployments, options), options);
        this.awaited = new AwaitedDeployments(deployments, describer, options);
    }

    /**
     * A watcher of these deployments, with options.
     *
     * @param deployments makes the calls. Give it a {@linkplain dev.deployflux.ServiceDeploymentsBuilder#quota quota}:
     *     without one, passes over many services are only spread at the start.
     * @return a builder that holds the defaults
     */
    public static DeploymentWatcherBuilder builder(ServiceDeployments deployments) {
        return new DeploymentWatcherBuilder(deployments);
    }

    /**
     * What the deployments of these services do, from now on, beginning with those that are there.
     *
     * <p><b>Calls.</b> A pass over a service costs one ListServiceDeployments call, whatever its history, as it asks
     * only for what can have changed: deployments that were in flight, and those created since shortly before the
     * newest. It costs more when more than 100 deployments are in that window, as in the first pass over a busy
     * service; and one more while a deployment stays in flight behind more than 100 newer ones (several such take turns,
     * one a pass). A pass is due every {@link DeploymentWatcherBuilder#idleInterval(Duration) idleInterval}, and at once when
     * a deployment of the service has ended.
     *
     * <p>Deployments in flight are looked at every {@link DeploymentWatcherBuilder#interval(Duration) interval}, by
     * DescribeServiceDeployments calls for 20 deployments of any services: n of them cost n / 20 calls, rounded up, which all
     * watches and waits of this watcher share, so the subscriber's {@code Context} doesn't reach them. While only one service
     * deploys, a list takes the place of a look, so that it costs no more than a pass an interval. What can't be described is
     * listed every interval: what ECS doesn't know, what it refuses, what has failed twice in a row or hung. That is told as
     * {@link RolloutEvents.DetailsFailing}. If it isn't permitted to describe at all, a few calls find that out every {@link
     * DeploymentWatcherBuilder#backoff(Duration, Duration) longest backoff}. A {@linkplain
     * DeploymentWatcherBuilder#detector(ServiceFingerprints) detector} describes services with nothing in flight likewise.
     *
     * <p>Looking up the services costs what their publisher costs, every {@link
     * DeploymentWatcherBuilder#lookupInterval(Duration) lookupInterval}. No call is made before an event is requested.
     *
     * <p><b>Backpressure.</b> A pass over a service begins when the events of the one before have been taken, and so does a
     * look at a deployment. A subscriber that asks for nothing therefore stops the polling, after at most 1 +
     * {@link DeploymentWatcherBuilder#concurrency(int) concurrency} passes that are held for it, and a look at each deployment
     * in flight. Nothing is dropped.
     *
     * <p><b>Errors.</b> None ends the flux but that of a {@linkplain DeploymentWatcherBuilder#scheduler(Scheduler)
     * scheduler} that runs nothing any more: a service, or the publisher of services, that fails is reported and tried
     * again. <b>Cancel</b> aborts the calls under way and frees everything.
     *
     * <p>Each subscriber polls for itself, and knows nothing of what others have seen.
     *
     * @param services such as {@code deployments.services("prod")}; subscribed to for each lookup, and has to complete:
     *     one that pauses longer than {@link DeploymentWatcherBuilder#callTimeout(Duration) callTimeout}, or blocks so
     *     long, is cancelled and counts as failing, and only the services that it named before join. It may block
     *     (JDBC in a {@code defer}): its thread is interrupted then, and until it returns it isn't subscribed to again.
     * @return a cold flux that never ends by itself. Events are emitted on the threads that begin or complete
     *     calls or request events, one at a time.
     */
    public Flux<DeploymentEvent> watch(Publisher<ServiceRef> services) {
        Objects.requireNonNull(services, "services");
        return Flux.defer(() -> loop(services, WatchSeed.NONE).events());
    }

    /**
     * The same for many subscribers: a hot feed that polls once for all of them.
     *
     * @param services as in {@link #watch(Publisher)}
     * @return a feed that makes no call before its first subscriber comes
     */
    public DeploymentFeed feed(Publisher<ServiceRef> services) {
        return feed(services, MemoryFeedStore.ofOneFeed(options.timers, options.eventLog));
    }

    /**
     * The same for several replicas of an application: each has a feed on the same store, one polls for all of them, and all tell
     * the same events with the same ids.
     *
     * <p>A feed takes part while somebody listens to it. Of those that do, the one that gets the store's lease polls; should it
     * die, another goes on where it was after some ten seconds, and at once if it is {@linkplain DeploymentFeed#dispose() disposed
     * of}. Calls to the store are described there.
     *
     * @param services as in {@link #watch(Publisher)}; the same for all replicas, as any of them may poll
     * @param store such as {@code RedisFeedStore.create(client, "my-application")}; each feed of an application needs one of its
     *     own, with another name
     * @return a feed that neither calls ECS nor the store before its first subscriber comes
     */
    public DeploymentFeed feed(Publisher<ServiceRef> services, FeedStore store) {
        Objects.requireNonNull(services, "services");
        Objects.requireNonNull(store, "store");
        return new DeploymentFeed(new FeedHub(store, seed -> loop(services, seed), options));
    }

    private WatchLoop loop(Publisher<ServiceRef> services, WatchSeed seed) {
        return new WatchLoop(deployments, describer, serviceDescriber, services, options, seed);
    }

    /**
     * Like {@link #awaitOutcome(String, Duration)}, for as long as
     * {@link DeploymentWatcherBuilder#outcomeTimeout(Duration) outcomeTimeout} says.
     *
     * @param serviceDeploymentArn as there
     * @return as there
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment
     */
    public Mono<DeploymentOutcome> awaitOutcome(String serviceDeploymentArn) {
        return awaitOutcome(serviceDeploymentArn, options.outcomeTimeout);
    }

    /**
     * How a deployment ends, or has ended. A rollback is {@linkplain DeploymentOutcome no success}.
     *
     * <p><b>Calls.</b> The deployment is looked at at once, then every
     * {@link DeploymentWatcherBuilder#interval(Duration) interval}, by DescribeServiceDeployments calls that all waits
     * of this watcher share: n deployments cost n / 20 calls an interval, rounded up, however many wait for each.
     * (Those that begin one by one may have a call each at first.) One that ended {@code STOPPED} costs a
     * ListServiceDeployments call more, and so does a timeout, to find out whether a newer deployment superseded it;
     * two and more if over 100 are newer. Up to {@link DeploymentWatcherBuilder#concurrency(int) concurrency} calls are
     * under way at once, and none is made while nobody waits. As they are shared, the subscriber's {@code Context}
     * doesn't reach them.
     *
     * <p><b>Errors.</b> Looks that fail with throttling, a server's error, a timeout or no connection are taken again
     * after a growing {@linkplain DeploymentWatcherBuilder#backoff(Duration, Duration) pause}, until the timeout; so are
     * those that AWS refuses for a skewed clock or for credentials that it doesn't know or whose time is over, as both
     * heal. If a call is refused for another reason, such as no permission, each deployment is asked for alone, and the
     * wait for one that is refused alone ends with the SDK's own exception.
     *
     * <p>A deployment that ECS doesn't know is asked for further. The wait ends with a
     * {@link software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException} when ECS hasn't known it for
     * 30 seconds and never did, or for {@link DeploymentWatcherBuilder#overlap(Duration) overlap} after it did or if
     * that is shorter, at the next look. If the newer deployments can't be listed within
     * {@link DeploymentWatcherBuilder#callTimeout(Duration) callTimeout}, the outcome comes without them.
     *
     * <p>If the {@linkplain DeploymentWatcherBuilder#scheduler(reactor.core.scheduler.Scheduler) scheduler} takes no
     * tasks any more, all waits end with a {@link java.util.concurrent.RejectedExecutionException}, ten seconds later at
     * the latest.
     *
     * <p><b>Cancel</b> ends the wait; calls that only it needed are aborted.
     *
     * @param serviceDeploymentArn such as the {@code serviceDeploymentArn} of a row
     * @param timeout how long each subscriber waits: a millisecond to 90 days, which is how long ECS keeps deployments.
     *     Then the mono fails with an {@link OutcomeTimeoutException}, up to {@code callTimeout} later, as it names the
     *     deployment that superseded this one. Each subscriber has a deadline of its own, which neither calls that hang
     *     nor other subscribers can put off, as long as the scheduler has a free thread.
     * @return a mono that waits anew for each subscriber; never empty. It is emitted on the threads that begin or
     *     complete calls: don't block them.
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment, or the timeout is outside its
     *     range
     */
    public Mono<DeploymentOutcome> awaitOutcome(String serviceDeploymentArn, Duration timeout) {
        Objects.requireNonNull(serviceDeploymentArn, "serviceDeploymentArn");
        checkTimeout("timeout", timeout);
        deployments.describe(List.of(serviceDeploymentArn)); // refuses what is no ARN; calls nobody
        return awaited.outcome(serviceDeploymentArn, timeout);
    }

    /**
     * Waits until a deployment has come to a lifecycle stage, or has passed it. For calls, errors and cancel see {@link
     * #awaitOutcome(String, Duration)}, whose looks it shares; it waits as long as {@link
     * DeploymentWatcherBuilder#outcomeTimeout(Duration) outcomeTimeout} says.
     *
     * @param serviceDeploymentArn such as the {@code serviceDeploymentArn} of a row
     * @param stage any but {@code UNKNOWN_TO_SDK_VERSION}. What a deployment that rolls back comes to doesn't count.
     * @return the deployment as it was described then; one that is over if it has succeeded, as it has then passed all of its
     *     stages. It fails with a {@link DeploymentEndedException} if the deployment ends otherwise, and with an {@link
     *     OutcomeTimeoutException} if the time is up.
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment, or no stage
     * @throws UnsupportedOperationException at once, with an AWS SDK that is older than 2.44.8
     */
    public Mono<ServiceDeployment> awaitStage(String serviceDeploymentArn, ServiceDeploymentLifecycleStage stage) {
        require(
                stage != ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION,
                "stage is " + stage + ", at which no deployment is: write one such as BAKE_TIME");
        return await(serviceDeploymentArn, new Goal.Stage(Objects.requireNonNull(stage, "stage")));
    }

    /**
     * Waits until a deployment waits for somebody to answer a PAUSE hook. For calls, errors and cancel see {@link
     * #awaitOutcome(String, Duration)}, whose looks it shares; it waits as long as {@link
     * DeploymentWatcherBuilder#outcomeTimeout(Duration) outcomeTimeout} says.
     *
     * @param serviceDeploymentArn such as the {@code serviceDeploymentArn} of a row
     * @return what it waits for, at once if it does. A pause that is over between two looks isn't seen. It fails with a {@link
     *     DeploymentEndedException} if the deployment ends, and with an {@link OutcomeTimeoutException} if the time is up.
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment
     * @throws UnsupportedOperationException at once, with an AWS SDK that is older than 2.44.8
     */
    public Mono<AwaitedAction> awaitPause(String serviceDeploymentArn) {
        return await(serviceDeploymentArn, Goal.PAUSE);
    }

    private <T> Mono<T> await(String serviceDeploymentArn, Goal<T> goal) {
        SdkSupport.requireHooks();
        Objects.requireNonNull(serviceDeploymentArn, "serviceDeploymentArn");
        deployments.describe(List.of(serviceDeploymentArn)); // refuses what is no ARN; calls nobody
        return awaited.await(serviceDeploymentArn, goal, options.outcomeTimeout);
    }

    /**
     * How these deployments end, in the order in which they do. Each is awaited as by {@link #awaitOutcome(String)}.
     *
     * @param serviceDeploymentArns requested as far as fewer than 1,000 are awaited: further ones wait until one of
     *     those
     *     has ended. One that comes twice brings two outcomes.
     * @return a cold flux. A wait that fails, also for what is no ARN, keeps no other from its outcome, and neither
     *     does
     *     an error of the publisher: errors come at the end; if there are several, Reactor's
     *     {@code Exceptions.unwrapMultiple} gives them all. Cancel ends all waits.
     */
    public Flux<DeploymentOutcome> awaitOutcomes(Publisher<String> serviceDeploymentArns) {
        Objects.requireNonNull(serviceDeploymentArns, "serviceDeploymentArns");
        return Flux.from(serviceDeploymentArns)
                .flatMapDelayError(arn -> Mono.defer(() -> awaitOutcome(arn)), MOST_AWAITED, 1);
    }

    /**
     * Whether so many services can be watched at the intervals that are set, by what the quota permits now.
     *
     * @param services how many in all, 0 or more
     * @param inFlight how many of them are expected to deploy at the same time, 0 to {@code services}
     * @return the plan; no call is made
     * @throws IllegalArgumentException if a number is outside its range
     */
    public WatchPlan plan(int services, int inFlight) {
        return WatchPlan.of(services, inFlight, options, bucket -> deployments
                .quota()
                .state(bucket)
                .permittedPerSecond());
    }

    /** How many deployments are awaited or asked for, for tests that look for leaks. */
    int awaited() {
        return awaited.size();
    }

    static void checkTimeout(String name, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(name + " is " + timeout
                    + ", but it is how long an outcome is awaited: write a millisecond to 90 days, such as"
                    + " Duration.ofHours(1)");
        }
    }
}
