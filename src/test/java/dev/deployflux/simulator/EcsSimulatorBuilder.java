package dev.deployflux.simulator;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Collects the options of an {@link EcsSimulator}. Not safe for use by many threads. */
public final class EcsSimulatorBuilder {

    private SimulatorClock clock = SimulatorClock.held(SimulatorClock.DEFAULT_START);
    private String accountId = "123456789012";
    private String region = "eu-central-1";
    private Duration tokenLifetime = Duration.ofHours(1);
    private RowOrder rowOrder = RowOrder.NEWEST_FIRST;
    private WindowEdges windowEdges = WindowEdges.BOTH_INCLUSIVE;
    private boolean trailingEmptyPage;
    private ServiceDescriptions descriptions = ServiceDescriptions.USUAL;
    private boolean throttling;
    private @Nullable Clock throttlingClock;
    private Scheduler faultScheduler = Schedulers.parallel();
    private int port;
    private @Nullable AwsCredentials credentials;
    private Clock httpClock = Clock.systemUTC();
    private boolean inMemory;

    EcsSimulatorBuilder() {}

    /** The simulator's time; by default a clock held at 2026-01-15T12:00:00Z. */
    public EcsSimulatorBuilder clock(SimulatorClock clock) {
        this.clock = clock;
        return this;
    }

    /** Twelve digits; by default {@code 123456789012}. */
    public EcsSimulatorBuilder accountId(String accountId) {
        if (!accountId.matches("[0-9]{12}")) {
            throw new IllegalArgumentException(
                    "An account id has 12 digits, such as 123456789012; not '%s'".formatted(accountId));
        }
        this.accountId = accountId;
        return this;
    }

    /** By default {@code eu-central-1}. */
    public EcsSimulatorBuilder region(String region) {
        if (!region.matches("[a-z]{2}(-[a-z]+)+-[0-9]+")) {
            throw new IllegalArgumentException("A region is such as eu-central-1, not '%s'".formatted(region));
        }
        this.region = region;
        return this;
    }

    /** For how long a {@code nextToken} is good on the simulator's clock; by default an hour. ECS documents none. */
    public EcsSimulatorBuilder tokenLifetime(Duration tokenLifetime) {
        if (tokenLifetime.isNegative()) {
            throw new IllegalArgumentException("A token lives zero or longer, not %s".formatted(tokenLifetime));
        }
        this.tokenLifetime = tokenLifetime;
        return this;
    }

    /** The order of {@code ListServiceDeployments}; by default the newest first. */
    public EcsSimulatorBuilder rowOrder(RowOrder rowOrder) {
        this.rowOrder = rowOrder;
        return this;
    }

    /** Which edges of a {@code createdAt} filter belong to it; by default both. */
    public EcsSimulatorBuilder windowEdges(WindowEdges windowEdges) {
        this.windowEdges = windowEdges;
        return this;
    }

    /** Whether a full last page has a token too, which leads to an empty page; by default not. */
    public EcsSimulatorBuilder trailingEmptyPage(boolean trailingEmptyPage) {
        this.trailingEmptyPage = trailingEmptyPage;
        return this;
    }

    /**
     * By how much {@code currentServiceDeployment} and {@code currentServiceRevisions} of {@code DescribeServices} are
     * behind all else that it tells; by default not at all. Of ECS up to 30 seconds have been seen.
     */
    public EcsSimulatorBuilder currentDeploymentLag(Duration lag) {
        this.descriptions = descriptions.withLag(lag);
        return this;
    }

    /**
     * For how long {@code DescribeServices} tells of a deleted service, as DRAINING for 30 seconds and then as INACTIVE,
     * before it is MISSING; by default an hour. ECS documents no time.
     */
    public EcsSimulatorBuilder inactiveServicesFor(Duration told) {
        this.descriptions = descriptions.withInactiveFor(told);
        return this;
    }

    /**
     * How many events {@code DescribeServices} tells of each service, 0 to 100; by default 5. What deployments leave of
     * them is filled with the steady state that a service reaches again every six hours, for ever.
     */
    public EcsSimulatorBuilder eventsPerService(int events) {
        this.descriptions = descriptions.withEvents(events);
        return this;
    }

    /**
     * Whether calls are throttled by the rates that ECS publishes, in token buckets that begin full and refill on the
     * simulator's clock; by default not. List- and DescribeServiceDeployments share 50, refilled by 20 a second;
     * ListServices and DescribeServices share 100 and 20; ListClusters has 50 and 20. Stop- and ContinueServiceDeployment
     * share 50 and 5, and DescribeServiceRevisions has 50 and 20, which is assumed.
     */
    public EcsSimulatorBuilder throttling(boolean throttling) {
        this.throttling = throttling;
        return this;
    }

    /** The time by which the buckets of {@link #throttling} refill; by default the simulator's clock. */
    public EcsSimulatorBuilder throttlingClock(Clock throttlingClock) {
        this.throttlingClock = throttlingClock;
        return this;
    }

    /** Where latencies and pauses of faults pass; by default {@link Schedulers#parallel()}. It stays the caller's. */
    public EcsSimulatorBuilder faultScheduler(Scheduler faultScheduler) {
        this.faultScheduler = faultScheduler;
        return this;
    }

    /** The port on 127.0.0.1; by default 0, which takes a free one. */
    public EcsSimulatorBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "A port is from 1 to 65535, or 0 for a free one; not %d".formatted(port));
        }
        this.port = port;
        return this;
    }

    /**
     * Whose signature (AWS Signature Version 4) each request has to bear, which the simulator's clients then do; by
     * default none is looked at. Another access key, secret or session token, another region, and a signature of more than
     * five minutes before or after the {@link #httpClock} are refused as AWS refuses them, before anything else is done
     * with the call. Not for a simulator in memory.
     */
    public EcsSimulatorBuilder credentials(AwsCredentials credentials) {
        this.credentials = credentials;
        return this;
    }

    /**
     * The time in the {@code Date} header of answers, and by which signatures are judged; by default the system's, since
     * it is by this that SDKs sign. With another, a client's first call is refused as signed too early or too late; the
     * SDK then sets itself right by the header and tries again, and keeps the difference for all clients of the JVM: a test
     * that lets it do so calls {@code SdkGlobalTime.setGlobalTimeOffset(0)} at its end.
     */
    public EcsSimulatorBuilder httpClock(Clock httpClock) {
        this.httpClock = httpClock;
        return this;
    }

    /**
     * Whether the simulator opens no port and starts no thread; by default not. Its {@link EcsSimulator#client()} then
     * answers on the caller's thread, at once or when a fault lets it, with what the SDK would make of each answer without
     * retries. It has no timeouts and no user agent, its log no headers and no connections, and a future that is
     * cancelled is an aborted call.
     */
    public EcsSimulatorBuilder inMemory(boolean inMemory) {
        this.inMemory = inMemory;
        return this;
    }

    /**
     * Starts the simulator; each call starts another.
     *
     * @throws IllegalStateException if the port can't be had, or signatures are to be checked in memory
     */
    public EcsSimulator start() {
        if (inMemory && credentials != null) {
            throw new IllegalStateException("Calls in memory bear no signature that could be checked: leave out"
                    + " credentials(..), or inMemory(true)");
        }
        return new EcsSimulator(
                settings(),
                throttle(),
                faultScheduler,
                inMemory ? null : new HttpSettings(port, httpClock, credentials));
    }

    private SimulatorSettings settings() {
        return new SimulatorSettings(
                clock,
                Arns.of(region, accountId),
                tokenLifetime,
                rowOrder,
                windowEdges,
                trailingEmptyPage,
                descriptions);
    }

    private Throttle throttle() {
        if (!throttling) {
            return Throttle.none();
        }
        return Throttle.publishedRates(throttlingClock == null ? clock : throttlingClock);
    }
}
