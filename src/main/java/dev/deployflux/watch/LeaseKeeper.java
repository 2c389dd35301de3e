package dev.deployflux.watch;

import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.StoreRetries.Kind;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gets the lease on a role, and keeps it. Whoever has it stops by itself before the store could give it to another, by the
 * time of its own scheduler, which no clock moves: however long a reply takes, or this process is stopped.
 */
final class LeaseKeeper {

    static final Duration LASTING = Duration.ofSeconds(10);
    private static final Duration RENEWED_EVERY = Duration.ofSeconds(3);

    /** Until when a renewal that isn't answered is given up, for another to be answered in time. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(4);

    private static final Duration TRIED_AGAIN = Duration.ofSeconds(1);

    /** Counted from when the last renewal that succeeded was sent, so from before the store counts. */
    private static final Duration TRUSTED = Duration.ofSeconds(7);

    private static final Duration CLAIMED_EVERY = Duration.ofMillis(300);

    private final FeedStore store;
    private final String role;
    private final String holder;
    private final WatchOptions options;
    private final StoreRetries retries;
    private volatile @Nullable Lease lease;

    /** Completes when the last claim has been answered. */
    private volatile Mono<Void> claim = Mono.empty();

    /** When the last claim or renewal that succeeded was sent, in the scheduler's nanoseconds. */
    private volatile long sentAt;

    private volatile Duration renewIn = RENEWED_EVERY;

    LeaseKeeper(FeedStore store, String role, WatchOptions options, StoreRetries retries) {
        this.store = store;
        this.role = role;
        this.options = options;
        this.retries = retries;
        this.holder = store.replica()
                + '#'
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** The name in a lease that is for people. */
    static String replica(Lease lease) {
        int end = lease.holder().lastIndexOf('#');
        return end < 0 ? lease.holder() : lease.holder().substring(0, end);
    }

    /**
     * Claims it again and again until it has it.
     *
     * @param seen told of each lease that the store knows of meanwhile
     */
    Mono<Lease> claimed(Consumer<Lease> seen) {
        return retries.asked(Kind.LEASE, this::claim)
                .doOnNext(seen)
                .filter(Lease::held)
                .repeatWhenEmpty(tries -> tries.concatMap(any -> Mono.delay(spread(CLAIMED_EVERY), options.timers)));
    }

    /** The store may grant it although nobody waits for the answer any more: the claim goes on, to be given back. */
    private Mono<Lease> claim() {
        long sent = options.now();
        Mono<Lease> answered = store.claim(role, holder, LASTING)
                .doOnNext(answer -> {
                    if (answer.held()) {
                        sentAt = sent;
                        lease = answer;
                    }
                })
                .cache();
        claim = answered.then().onErrorComplete();
        return answered;
    }

    /** So that several who began at once don't ask at once for ever. */
    private Duration spread(Duration pause) {
        return Duration.ofNanos((long) (pause.toNanos() * (0.8 + 0.2 * options.random.getAsDouble())));
    }

    /** Whether nobody else can want the lease, as in the store of a feed that is alone. */
    static boolean isAlone(Lease held) {
        return held.remaining().compareTo(LASTING.multipliedBy(2)) > 0;
    }

    /** Renews it; completes when it is another's, or when it can't be trusted to be held any more. */
    Mono<Void> lost(Lease held) {
        if (isAlone(held)) {
            return Mono.never();
        }
        Mono<Void> refused = Mono.defer(() -> Mono.delay(renewIn, options.timers))
                .then(Mono.defer(() -> renewed(held)))
                .repeat()
                .takeUntil(isHeld -> !isHeld)
                .then();
        return Mono.firstWithSignal(refused, outdated());
    }

    private Mono<Boolean> renewed(Lease held) {
        long sent = options.now();
        return StoreRetries.answered(() -> store.renew(held, LASTING), LONGEST_SILENCE, options.timers)
                .map(answer -> {
                    retries.succeeded(Kind.LEASE);
                    renewIn = RENEWED_EVERY;
                    sentAt = answer.held() ? sent : sentAt;
                    return answer.held();
                })
                .onErrorResume(error -> {
                    retries.failed(Kind.LEASE, error, TRIED_AGAIN);
                    renewIn = TRIED_AGAIN;
                    return Mono.just(true); // it may be: the time decides
                });
    }

    private Mono<Void> outdated() {
        return Mono.defer(() -> {
                    long left = TRUSTED.toNanos() - (options.now() - sentAt);
                    return left <= 0
                            ? Mono.just(true)
                            : Mono.delay(Duration.ofNanos(left), options.timers).thenReturn(false);
                })
                .repeat()
                .takeUntil(isOver -> isOver)
                .then();
    }

    /** Gives it back, if it may have it. */
    Mono<Void> release() {
        return claim.then(Mono.defer(this::giveBack));
    }

    private Mono<Void> giveBack() {
        Lease held = lease;
        lease = null;
        return held == null ? Mono.empty() : store.release(held);
    }
}
