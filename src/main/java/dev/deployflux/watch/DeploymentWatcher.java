package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Watches deployments: polls ListServiceDeployments, compares, and tells what is new.
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

    /** So long ECS keeps deployments. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(90);

    /** As good as never; what is longer may not be counted in nanoseconds, least of all when it is added to now. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final OutcomeWaits outcomes;

    private DeploymentWatcher(Builder builder) {
        this.deployments = builder.deployments;
        this.options = builder.options();
        this.outcomes = new OutcomeWaits(deployments, options);
    }

    /**
     * A watcher of these deployments, with options.
     *
     * @param deployments makes the calls. Give it a {@linkplain ServiceDeployments.Builder#quota quota}: without one,
     *     passes over many services are only spread at the start.
     * @return a builder that holds the defaults
     */
    public static Builder builder(ServiceDeployments deployments) {
        return new Builder(deployments);
    }

    /**
     * What the deployments of these services do, from now on, beginning with those that are there.
     *
     * <p><b>Calls.</b> A pass over a service costs one ListServiceDeployments call, whatever its history, as it asks
     * only for what can have changed: deployments that were in flight, and those created since shortly before the
     * newest. It costs more when more than 100 deployments are in that window, as in the first pass over a busy service; and one more
     * while a deployment stays in flight behind more than 100 newer ones. A pass is due every
     * {@link Builder#interval(Duration) interval} while a deployment of the service is in flight, else every
     * {@link Builder#idleInterval(Duration) idleInterval}. Looking up the services costs what their publisher costs,
     * every {@link Builder#lookupInterval(Duration) lookupInterval}. No call is made before an event is requested.
     *
     * <p><b>Backpressure.</b> A pass over a service begins when the events of the one before have been taken. A subscriber
     * that asks for nothing therefore stops the polling, after at most 1 + {@link Builder#concurrency(int) concurrency}
     * passes that are held for it. Nothing is dropped.
     *
     * <p><b>Errors.</b> None ends the flux: a service, or the publisher of services, that fails is reported and tried
     * again. <b>Cancel</b> aborts the calls under way and frees everything.
     *
     * <p>Each subscriber polls for itself, and knows nothing of what others have seen.
     *
     * @param services such as {@code deployments.services("prod")}; subscribed to for each lookup, and has to complete:
     *     one that pauses longer than {@link Builder#callTimeout(Duration) callTimeout} counts as failing, and only
     *     the services that it named before join
     * @return a cold flux that never ends by itself. Events are emitted on the threads that complete calls or request
     *     events, one at a time.
     */
    public Flux<DeploymentEvent> watch(Publisher<ServiceRef> services) {
        Objects.requireNonNull(services, "services");
        return Flux.defer(() -> new WatchLoop(deployments, services, options).events());
    }

    /**
     * The same for many subscribers: a hot feed that polls once for all of them.
     *
     * @param services as in {@link #watch(Publisher)}
     * @return a feed that makes no call before its first subscriber comes
     */
    public DeploymentFeed feed(Publisher<ServiceRef> services) {
        Objects.requireNonNull(services, "services");
        return new DeploymentFeed(new FeedHub(() -> new WatchLoop(deployments, services, options), options));
    }

    /**
     * Like {@link #awaitOutcome(String, Duration)}, for as long as
     * {@link Builder#outcomeTimeout(Duration) outcomeTimeout} says.
     *
     * @param serviceDeploymentArn as there
     * @return as there
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment
     */
    public Mono<DeploymentOutcome> awaitOutcome(String serviceDeploymentArn) {
        return awaitOutcome(serviceDeploymentArn, options.outcomeTimeout());
    }

    /**
     * How a deployment ends, or has ended. A rollback is {@linkplain DeploymentOutcome no success}.
     *
     * <p><b>Calls.</b> The deployment is looked at at once, then every {@link Builder#interval(Duration) interval}, by
     * DescribeServiceDeployments calls that all waits of this watcher share: n deployments cost n / 20 calls an interval,
     * rounded up, however many wait for each. (Those that begin one by one may have a call each at first.) One that ended
     * {@code STOPPED} costs a ListServiceDeployments call more, and so does a timeout, to find out whether a newer
     * deployment superseded it; two and more if over 100 are newer. Up to
     * {@link Builder#concurrency(int) concurrency} calls are under way at once, and none is made while nobody waits. As
     * they are shared, the subscriber's {@code Context} doesn't reach them.
     *
     * <p><b>Errors.</b> Looks that fail with throttling, a server's error, a timeout or no connection are taken again
     * after a growing {@linkplain Builder#backoff(Duration, Duration) pause}, until the timeout. If a call is refused,
     * each deployment is asked for alone, and the wait for one that is refused alone ends with the SDK's own exception.
     * A deployment that ECS doesn't know is asked for further, as it may not know it yet; after
     * {@link Builder#overlap(Duration) overlap} in a row the wait ends with a
     * {@link software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException}. If the newer deployments
     * can't be listed within {@link Builder#callTimeout(Duration) callTimeout}, the outcome comes without them.
     *
     * <p><b>Cancel</b> ends the wait; calls that only it needed are aborted.
     *
     * @param serviceDeploymentArn such as the {@code serviceDeploymentArn} of a row
     * @param timeout how long each subscriber waits: a millisecond to 90 days, which is how long ECS keeps deployments.
     *     Then the mono fails with an {@link OutcomeTimeoutException}, up to {@code callTimeout} later, as it names the
     *     deployment that superseded this one.
     * @return a mono that waits anew for each subscriber; never empty. It is emitted on the threads that complete calls:
     *     don't block them.
     * @throws IllegalArgumentException at once, if that isn't the ARN of a deployment, or the timeout is outside its range
     */
    public Mono<DeploymentOutcome> awaitOutcome(String serviceDeploymentArn, Duration timeout) {
        Objects.requireNonNull(serviceDeploymentArn, "serviceDeploymentArn");
        checkTimeout("timeout", timeout);
        deployments.describe(List.of(serviceDeploymentArn)); // refuses what is no ARN; calls nobody
        return outcomes.outcome(serviceDeploymentArn, timeout);
    }

    /**
     * How these deployments end, in the order in which they do. Each is awaited as by {@link #awaitOutcome(String)}.
     *
     * @param serviceDeploymentArns requested as far as fewer than 1,000 are awaited: further ones wait until one of those
     *     has ended. One that comes twice brings two outcomes.
     * @return a cold flux. A wait that fails, also for what is no ARN, keeps no other from its outcome, and neither does
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
        return WatchPlan.of(
                services,
                inFlight,
                options,
                deployments.quota().state(ApiBucket.SERVICE_DEPLOYMENTS).permittedPerSecond());
    }

    /** How many deployments are awaited or asked for, for tests that look for leaks. */
    int awaited() {
        return outcomes.size();
    }

    /** How many calls for outcomes could begin at once, for the same tests. */
    int freeSlots() {
        return outcomes.freeSlots();
    }

    private static void checkTimeout(String name, Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(name + " is " + timeout
                    + ", but it is how long an outcome is awaited: write a millisecond to 90 days, such as"
                    + " Duration.ofHours(1)");
        }
    }

    /** Options of {@link DeploymentWatcher}. */
    public static final class Builder {

        private final ServiceDeployments deployments;
        private Duration interval = Duration.ofSeconds(10);
        private Duration idleInterval = Duration.ofMinutes(1);
        private double jitter = 0.1;
        private Duration since = Duration.ofDays(1);
        private Duration overlap = Duration.ofMinutes(5);
        private Duration firstBackoff = Duration.ofSeconds(5);
        private Duration maxBackoff = Duration.ofMinutes(5);
        private Duration callTimeout = Duration.ofMinutes(1);
        private Duration lookupInterval = Duration.ofMinutes(5);
        private int concurrency = 8;
        private Duration grace = Duration.ofSeconds(30);
        private Duration outcomeTimeout = Duration.ofHours(1);
        private @Nullable Scheduler scheduler;
        private InstantSource clock = InstantSource.system();
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

        private Builder(ServiceDeployments deployments) {
            this.deployments = Objects.requireNonNull(deployments, "deployments");
        }

        private WatchOptions options() {
            return new WatchOptions(
                    interval,
                    idleInterval.compareTo(interval) < 0 ? interval : idleInterval,
                    jitter,
                    since,
                    overlap,
                    firstBackoff,
                    maxBackoff,
                    callTimeout,
                    lookupInterval,
                    concurrency,
                    grace,
                    outcomeTimeout,
                    scheduler != null ? scheduler : Schedulers.boundedElastic(),
                    clock,
                    random);
        }

        /**
         * The time from the beginning of one pass over a service to that of the next, while one of its deployments is
         * in flight; also the time between two looks at a deployment whose outcome is awaited.
         *
         * @param interval a millisecond or more; default 10 seconds
         * @return this
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder interval(Duration interval) {
            this.interval = positive("interval", interval, "Duration.ofSeconds(10)");
            return this;
        }

        /**
         * The time from the beginning of one pass over a service to that of the next, while none of its deployments is
         * in flight: so late a new deployment may be noticed. Less than {@link #interval(Duration)}, the interval is
         * used instead.
         *
         * @param idleInterval a millisecond or more; default one minute
         * @return this
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder idleInterval(Duration idleInterval) {
            this.idleInterval = positive("idleInterval", idleInterval, "Duration.ofMinutes(1)");
            return this;
        }

        /**
         * By which share an interval or a pause is made longer or shorter at random, so that services and processes
         * that began together don't call in step for ever.
         *
         * @param share from 0 for none to 0.5; default 0.1
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder jitter(double share) {
            if (!(share >= 0 && share <= 0.5)) {
                throw new IllegalArgumentException("jitter is " + share
                        + ", but it is a share of the interval: write 0 for none, 0.1 for a tenth; 0.5 at most");
            }
            this.jitter = share;
            return this;
        }

        /**
         * How far back the first pass over a service looks, on the watcher's clock: deployments created since then are
         * watched, older ones aren't, even if they are in flight. A feed also forgets deployments that are over and
         * older than this, except the newest of each service.
         *
         * @param since a millisecond or more; default one day; ECS keeps 90 days
         * @return this
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder since(Duration since) {
            this.since = positive("since", since, "Duration.ofDays(1)");
            return this;
        }

        /**
         * How late ECS may list a deployment after its creation, plus how old an answer may be. Passes look so far back
         * behind the newest deployment that is known, by the times that ECS gives: this machine's clock doesn't
         * matter. A deployment in flight is taken for {@linkplain DeploymentEvent.Removed removed} when it has not been
         * listed for so long. ECS documents neither.
         *
         * @param overlap zero or more; default 5 minutes. More costs calls only where more than 100 deployments of a
         *     service are created in that time.
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder overlap(Duration overlap) {
            if (overlap.isNegative()) {
                throw new IllegalArgumentException("overlap is " + overlap
                        + ", but it is a time to look back: write zero for none, or Duration.ofMinutes(5)");
            }
            this.overlap = shorter(overlap, LONGEST);
            return this;
        }

        /**
         * The pause before a service, or the lookup of services, is tried again after a failure: {@code first}, doubled
         * with each further failure in a row up to {@code max}. The client's own retries come before.
         *
         * @param first a millisecond or more; default 5 seconds
         * @param max not less than {@code first}; default 5 minutes
         * @return this
         * @throws IllegalArgumentException if one is outside its range
         */
        public Builder backoff(Duration first, Duration max) {
            positive("backoff's first", first, "Duration.ofSeconds(5)");
            if (max.compareTo(first) < 0) {
                throw new IllegalArgumentException("backoff's max is " + max + ", less than its first " + first
                        + ": the pause grows from first to max; give the shorter one first");
            }
            this.firstBackoff = shorter(first, LONGEST);
            this.maxBackoff = shorter(max, LONGEST);
            return this;
        }

        /**
         * How long a page, a service of the publisher or a describing call may take, waiting for the quota and the
         * client's retries included, before it counts as failed.
         *
         * @param timeout a millisecond or more; default one minute
         * @return this
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = positive("callTimeout", timeout, "Duration.ofMinutes(1)");
            return this;
        }

        /**
         * How often the publisher of services is asked anew. New services join the watch; one that two complete
         * lookups in a row don't name leaves it.
         *
         * @param interval a millisecond or more; default 5 minutes
         * @return this
         * @throws IllegalArgumentException if it is less than a millisecond
         */
        public Builder lookupInterval(Duration interval) {
            this.lookupInterval = positive("lookupInterval", interval, "Duration.ofMinutes(5)");
            return this;
        }

        /**
         * How many passes may be under way at once. One service has one at most.
         *
         * @param passes 1 or more; default 8, which uses up ECS's 20 calls a second if a call takes 0.4 s
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder concurrency(int passes) {
            if (passes < 1) {
                throw new IllegalArgumentException("concurrency is " + passes
                        + ", but it counts passes under way at once: write 1 for one after another, or more");
            }
            this.concurrency = passes;
            return this;
        }

        /**
         * How long {@link DeploymentWatcher#awaitOutcome(String)} and
         * {@link DeploymentWatcher#awaitOutcomes(Publisher)} wait for each deployment.
         *
         * @param timeout a millisecond to 90 days; default one hour
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder outcomeTimeout(Duration timeout) {
            checkTimeout("outcomeTimeout", timeout);
            this.outcomeTimeout = timeout;
            return this;
        }

        /**
         * How long a feed goes on polling after its last subscriber has left, so that one who comes back at once, as
         * browsers do, finds it up to date.
         *
         * @param grace zero to stop at once, or more; default 30 seconds
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder grace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("grace is " + grace
                        + ", but it is a time to go on polling: write zero to stop at once, or Duration.ofSeconds(30)");
            }
            this.grace = grace;
            return this;
        }

        /**
         * Where waiting takes place and calls begin. Default: {@link Schedulers#boundedElastic()}, because the SDK
         * resolves credentials on the thread that makes the call, which may block.
         *
         * @param scheduler one that can delay tasks; stays the caller's to dispose
         * @return this
         */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * What time it is, for {@link #since(Duration)} and the times that events carry; for tests whose ECS lives at
         * another time. Pauses are the {@linkplain #scheduler(Scheduler) scheduler's}.
         *
         * @param clock by default the system's
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** For tests whose jitter has to be the same each time. */
        Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        /**
         * Builds it. Makes no call.
         *
         * @return a watcher with these options
         */
        public DeploymentWatcher build() {
            return new DeploymentWatcher(this);
        }

        private static Duration positive(String name, Duration duration, String example) {
            if (duration.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException(
                        name + " is " + duration + ": write a millisecond or more, such as " + example);
            }
            return shorter(duration, LONGEST);
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }
}
