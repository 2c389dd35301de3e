package dev.deployflux.quota;

import static dev.deployflux.concurrent.Arguments.require;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Paces calls so that Amazon ECS throttles none of them: a token bucket here for each one {@linkplain ApiBucket there}.
 * Share one instance among all who use the same account and region from this process.
 *
 * <pre>{@code
 * ApiQuota quota = ApiQuota.builder().leaveForOthers(0.25).build();
 * quota.pace(ApiBucket.SERVICES, Mono.fromFuture(() -> client.describeServices(request)));
 * }</pre>
 *
 * <ul>
 *   <li><b>Alone, never throttled.</b> A permit is reserved when it is granted, and charged when its call ends, by an
 *       answer, an error or a cancel. ECS counts a call when it arrives, some time between; until then its bucket may
 *       be full, and refill in vain. So the end is the earliest moment from which the permit can safely come back.
 *       Calls that last longer than burst / rate, 2.5 seconds for 50 calls at 20 a second, therefore cost throughput.
 *       A cancelled request that is already on its way may arrive a little later than it was charged.
 *   <li><b>In order.</b> Permits are granted in order of arrival; nobody overtakes. With a permit free and nobody
 *       waiting, a call starts at once on the subscribing thread, unless another thread is at the bucket in the same
 *       instant. All others start on the {@linkplain Builder#scheduler(Scheduler) scheduler}, never on the thread of
 *       another caller: a start that blocks holds up nobody else.
 *   <li><b>Cancel is free</b> before the call was subscribed to: the waiter is forgotten, and a permit that it was just
 *       given goes to the next. Afterwards the call counts, as it may have arrived.
 *   <li><b>A throttled call slows the bucket down</b>, since others evidently use it: it is taken for empty, and its
 *       rate falls to 70 percent, once for all calls that were already under way, and never under 5 percent of the full
 *       rate. Each call that succeeds afterwards raises it by 0.5 percent of the full rate: from half to full takes 100
 *       successes, 7 seconds at 20 a second. It is recognised by {@code SdkServiceException.isThrottlingException()},
 *       also of a cause.
 *   <li><b>The SDK's own retries count</b> as far as they are known: a call that fails costs
 *       {@code SdkException.numAttempts()} permits, and the bucket may so fall into debt, by a second's worth of permits
 *       at most. The SDK tells no number for a call that succeeds at last, so it costs one permit.
 *   <li><b>Timers</b> run only while somebody waits; with {@linkplain Builder#shared shares}, until five seconds after the last
 *       call.
 * </ul>
 *
 * <p>Instances are safe for use by many threads, and need no closing.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html">Request throttling for
 *     the Amazon ECS API</a>
 */
public final class ApiQuota {

    private static final ApiQuota UNLIMITED = new ApiQuota(Map.of());

    private final Map<ApiBucket, Bucket> buckets;

    private ApiQuota(Map<ApiBucket, Bucket> buckets) {
        this.buckets = buckets;
    }

    /**
     * The numbers that ECS publishes, all for this process: {@code builder().build()}.
     *
     * @return a quota with full buckets
     */
    public static ApiQuota published() {
        return builder().build();
    }

    /**
     * No quota: calls are not paced.
     *
     * @return what lets everything through
     */
    public static ApiQuota unlimited() {
        return UNLIMITED;
    }

    /**
     * A quota with other numbers, or with a share that others keep.
     *
     * @return a builder that holds the numbers that ECS publishes
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * One call that waits for its turn. Each subscription waits for a permit, without blocking, then subscribes to
     * {@code call}, and costs one permit, whatever the call brings: put a {@code retry} behind this, so that it takes
     * another permit, and not into {@code call}. Answer, error and {@code Context} pass unchanged.
     *
     * @param bucket the one that the call's action belongs to
     * @param call makes one API call for each subscription; may be empty. It must not itself wait for a permit of the
     *     same bucket, which the calls that hold all permits would then wait for in vain; an answer may lead to another
     *     call behind this.
     * @param <T> its answer
     * @return {@code call}, in its turn; itself if this quota is {@linkplain #unlimited() unlimited}. Fails with
     *     {@link java.util.concurrent.RejectedExecutionException} if the scheduler takes no tasks, can't delay them or
     *     throws anything else, which is then the cause; ten seconds later at the latest if it is disposed of while
     *     calls wait.
     */
    public <T> Mono<T> pace(ApiBucket bucket, Mono<T> call) {
        Objects.requireNonNull(call, "call");
        Bucket paced = buckets.get(Objects.requireNonNull(bucket, "bucket"));
        return paced == null ? call : Permit.pace(paced, call);
    }

    /**
     * A bucket at this moment, for metrics and logs.
     *
     * @param bucket which
     * @return its rate, permits and waiters; when {@linkplain #unlimited() unlimited} an infinite rate and
     *     {@link Integer#MAX_VALUE} permits
     */
    public QuotaState state(ApiBucket bucket) {
        Bucket paced = buckets.get(Objects.requireNonNull(bucket, "bucket"));
        return paced == null ? new QuotaState(Double.POSITIVE_INFINITY, Integer.MAX_VALUE, 0) : paced.state();
    }

    /** Options of {@link ApiQuota}. */
    public static final class Builder {

        private final Map<ApiBucket, Limits> limits = new EnumMap<>(ApiBucket.class);
        private double leaveForOthers;
        private Supplier<Scheduler> scheduler = Schedulers::boundedElastic;
        private @Nullable QuotaShares shares;

        private Builder() {
            for (ApiBucket bucket : ApiBucket.values()) {
                limits.put(bucket, Limits.of(bucket.burst(), bucket.perSecond()));
            }
        }

        /**
         * Own numbers for a bucket, for an account whose limits AWS has changed. Default: those of {@link ApiBucket}.
         *
         * @param bucket which
         * @param burst how many calls may start at once, 1 to 10,000. With 1, calls run one after another, and each
         *     pays its duration on top of the pause.
         * @param perSecond how many calls a second are permitted for long, 0.01 to 10,000
         * @return this
         * @throws IllegalArgumentException if a number is outside its range
         */
        public Builder bucket(ApiBucket bucket, int burst, double perSecond) {
            limits.put(Objects.requireNonNull(bucket, "bucket"), Limits.of(burst, perSecond));
            return this;
        }

        /**
         * Leaves a share of every bucket, of its burst and of its rate, to others who use the account and region, such as
         * deployment tools. Own bursts are rounded down, but to 1 at least.
         *
         * @param share from 0, which is the default, to less than 1; 0.25 leaves a quarter
         * @return this
         * @throws IllegalArgumentException if {@code share} is outside that range
         */
        public Builder leaveForOthers(double share) {
            require(
                    share >= 0 && share < 1,
                    "leaveForOthers is " + share
                            + ", but it is the share that others keep: write 0 for none, 0.25 for a quarter; less than 1");
            this.leaveForOthers = share;
            return this;
        }

        /**
         * The clock, and the threads on which calls start that had to wait. Default:
         * {@link Schedulers#boundedElastic()}, because the SDK resolves credentials on the thread that makes the call,
         * which may block; it is looked up anew each time, and so follows {@code StepVerifier.withVirtualTime}.
         *
         * @param scheduler one that can delay tasks, and whose threads may block if the credentials provider does; stays
         *     the caller's to dispose
         * @return this
         */
        public Builder scheduler(Scheduler scheduler) {
            Objects.requireNonNull(scheduler, "scheduler");
            this.scheduler = () -> scheduler;
            return this;
        }

        /**
         * Shares every bucket with other processes that use the account and region: together they make no more calls than one may,
         * and who is busy gets what the others don't use. Each has what it wants, as far as nobody gets more who has less than it
         * wants; what is left is split evenly. Bursts are split like the rate. {@link #leaveForOthers} holds for the whole, as do
         * all numbers here: build the quota of each process alike.
         *
         * <ul>
         *   <li><b>Cost.</b> While a bucket is in use, one claim a second, and up to four while shares move. Five seconds after the
         *       last call the share is given back, and nothing runs. The first call after that waits for the store's answer.
         *   <li><b>A share moves</b> within about two seconds when wants change. The share of a process that was killed goes to the
         *       others two to four seconds later.
         *   <li><b>A throttled call</b> lowers the rate everywhere: here at once, elsewhere with the next claim.
         *   <li><b>The store away</b>, which {@link QuotaState#storeAway()} and the log tell: the last share counts for as long as it
         *       was granted, 2.5 seconds on Redis. Then there is the <em>least share</em>, and one call at once: a twentieth of the rate,
         *       split among the members and one that may come. The others leave it free for ten minutes, so the sum stays within the
         *       rate. A process for which nothing is kept, since it never reached the store, gave its share back or found all taken,
         *       uses a twentieth once three claims in a row had no answer; nobody leaves that free, which is safe while no
         *       process reaches the store. As soon as it answers, shares are granted again. No call fails for want of the store, and
         *       none waits for it longer than three seconds.
         *   <li><b>A store that has forgotten</b> grants nobody more than it says it has for about three seconds; newcomers begin with
         *       the least share. So the first process of all begins slowly.
         * </ul>
         *
         * @param shares where the processes meet, such as {@code RedisQuotaShares} of {@code dev.deployflux.redis}
         * @return this
         */
        public Builder shared(QuotaShares shares) {
            this.shares = Objects.requireNonNull(shares, "shares");
            return this;
        }

        /**
         * Builds it.
         *
         * @return a quota with full buckets; those that are {@linkplain #shared shared} are empty until the first call
         * @throws IllegalArgumentException if {@code leaveForOthers} leaves less than one call in 1,000 seconds
         */
        public ApiQuota build() {
            Map<ApiBucket, Bucket> buckets = new EnumMap<>(ApiBucket.class);
            limits.forEach((bucket, numbers) -> buckets.put(bucket, bucket(bucket, numbers.without(leaveForOthers))));
            return new ApiQuota(buckets);
        }

        private Bucket bucket(ApiBucket bucket, Limits own) {
            return shares == null
                    ? new Bucket(own, scheduler)
                    : new Bucket(own, scheduler, Schedulers::parallel, shares, bucket);
        }
    }
}
