package dev.deployflux.quota;

import dev.deployflux.concurrent.Guarded;
import java.math.BigDecimal;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The share that this process has of one bucket, claimed anew each second while somebody uses it. Changed by the bucket's
 * actions only, which run no code of the store's: that is called on the scheduler.
 *
 * <p>A lease is reckoned from the moment before it was asked for, so it ends here before it ends in the store. Until a grant
 * arrives, what was held before counts; when none arrives in time, only the least share is left.
 */
final class RateLease {

    /** Nanoseconds between two claims; one that isn't answered by then is given up. */
    static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

    /** Nanoseconds to the claim that tells that less is held now, or that asks again after a grant of next to nothing. */
    static final long SOON = TimeUnit.MILLISECONDS.toNanos(250);

    /** Nanoseconds without a call, until the share is given back. */
    static final long IDLE = TimeUnit.SECONDS.toNanos(5);

    /** Claims in a row without an answer, until one for which the store keeps nothing goes on alone. */
    static final int PATIENCE = 3;

    private static final Logger LOG = Loggers.getLogger(RateLease.class);

    private final QuotaShares shares;
    private final ApiBucket bucket;
    private final Limits whole;
    private final Consumer<UnaryOperator<Level>> change;
    private final String member = UUID.randomUUID().toString();
    private final Demand demand = new Demand();

    private long number;
    private long throttles;
    private long throttlesTold;
    private long successes;
    private @Nullable Question question;

    /** Whether somebody uses the bucket, or did lately. */
    private boolean inUse;

    private boolean touched;
    private long lastUse;
    private long due;
    private long sentAt;

    /** Whether a grant has not run out yet; else there is the least share, or none. */
    private boolean granted;

    private long until;

    private boolean fallenBack; // to the least share

    /** Calls a second that the store keeps for this process when the grant has run out; 0 if there was nothing to keep. */
    private BigDecimal kept = BigDecimal.ZERO;

    private boolean givenBack; // so that perhaps nothing is kept any more

    private int unanswered; // claims in a row

    private volatile QuotaState.OfAll told;

    /** @param change lets the bucket's level be changed, later and in turn */
    RateLease(QuotaShares shares, ApiBucket bucket, Limits whole, Consumer<UnaryOperator<Level>> change) {
        this.shares = shares;
        this.bucket = bucket;
        this.whole = whole;
        this.change = change;
        this.told = new QuotaState.OfAll(whole.rate().doubleValue(), 0, false);
    }

    QuotaState.OfAll told() {
        return told;
    }

    void arrived() {
        touched = true;
        demand.arrived();
    }

    /** A call has ended that tells of the present rate, if it isn't {@code stale}. */
    void ended(CallEnd how, boolean stale) {
        touched = true;
        if (!stale && how.throttled()) {
            throttles++;
            due = Math.min(due, sentAt + SOON);
        } else if (!stale && how.succeeded()) {
            successes++;
        }
    }

    /** Looks what the time is for: to claim, to give up a share that has run out, to give back what nobody uses. */
    Level look(Level level, int waiting, Scheduler scheduler) {
        long now = level.time();
        boolean busy = touched || waiting > 0 || level.reserved() > 0;
        touched = false;
        if (!busy && !inUse) {
            return level;
        }
        if (!inUse || now - sentAt < 0) { // it begins, or another clock does
            inUse = true;
            due = now;
            until = now;
            demand.begins(now);
        }
        if (busy) {
            lastUse = now;
        } else if (now - lastUse >= IDLE) {
            return giveBack(level, scheduler);
        }
        Level current = fallenBack || (granted && now - until >= 0) ? least(level) : level;
        if (now - due < 0) {
            return current;
        }
        if (question != null && !question.claim.last()) {
            current = unanswered(current, new TimeoutException("no answer within a second"));
        }
        ask(current, waiting, false, scheduler);
        return current;
    }

    /** Nanoseconds until it wants to look again, at least 1; 0 if nobody uses the bucket. */
    long nanosToNext(long now) {
        if (!inUse) {
            return 0;
        }
        long next = Math.min(due - now, lastUse + IDLE - now);
        return Math.max(1, granted ? Math.min(next, until - now) : next);
    }

    private void ask(Level level, int waiting, boolean last, Scheduler scheduler) {
        long now = level.time();
        QuotaShares.Claim claim = new QuotaShares.Claim(
                bucket,
                member,
                ++number,
                whole.rate().doubleValue(),
                whole.burst(),
                demand.perSecond(now, waiting),
                granted ? perSecond(level) : 0,
                level.limits().burst(),
                kept.doubleValue(),
                throttles,
                successes,
                last);
        sentAt = now;
        due = now + PERIOD;
        Question before = question;
        Question next = new Question(now, claim);
        question = next;
        try {
            scheduler.schedule(() -> {
                if (before != null) {
                    before.answer.dispose();
                }
                next.ask();
            });
        } catch (Throwable e) { // out of threads
            next.end(current -> unanswered(current, e));
        }
    }

    private Level answered(Question asked, QuotaShares.Grant grant, Level level) {
        long now = level.time();
        if (!isSound(grant)) {
            return unanswered(level, new IllegalArgumentException("this is no share: " + grant));
        }
        if (now - asked.at >= grant.holdsFor().toNanos()) {
            return unanswered(level, new TimeoutException("the answer has come too late"));
        }
        boolean fell = grant.sharedPerSecond() < told.sharedPerSecond();
        boolean byOthers = asked.claim.throttles() == throttlesTold;
        throttlesTold = asked.claim.throttles();
        unanswered = 0;
        if (told.storeAway()) {
            LOG.info("The store of shares answers again for {}", bucket);
        }
        told = new QuotaState.OfAll(grant.sharedPerSecond(), grant.members(), false);
        if (!inUse) {
            kept = BigDecimal.ZERO; // it knows that all was given back
            return level;
        }
        granted = true;
        fallenBack = false;
        until = asked.at + grant.holdsFor().toNanos();
        kept = BigDecimal.valueOf(grant.least());
        givenBack = false;
        boolean shrinks = grant.perSecond() < 0.99 * perSecond(level);
        boolean lacks =
                grant.perSecond() < 0.5 * Math.min(asked.claim.wants(), grant.sharedPerSecond() / grant.members());
        if (shrinks || lacks) {
            due = Math.min(due, now + SOON);
        }
        Level current = fell && byOthers ? level.emptied() : level;
        int speed = asked.claim.throttles() == throttles || level.speed() == 0 ? Level.FULL : level.speed();
        return current.under(BigDecimal.valueOf(grant.perSecond()), grant.burst(), speed, grant.atOnce());
    }

    /** The store is away. What was granted stays until it runs out. */
    private Level unanswered(Level level, Throwable reason) {
        if (!told.storeAway()) {
            LOG.warn("The store of shares is away for {}: {}", bucket, reason.toString());
        }
        told = new QuotaState.OfAll(told.sharedPerSecond(), told.members(), true);
        unanswered++;
        return granted || !inUse ? level : least(level);
    }

    /** One call at once; those that are in flight keep their room until they end. */
    private Level least(Level level) {
        granted = false;
        fallenBack = true;
        Limits limits = level.limits();
        BigDecimal least = leastPerSecond();
        boolean isLeast = limits.rate().compareTo(least) == 0;
        return isLeast && limits.burst() == Math.max(1, level.reserved())
                ? level
                : level.under(least, 1, isLeast ? level.speed() : Level.FULL, 0);
    }

    /**
     * One for which nothing is kept goes on alone with as little as throttles leave, which is safe once the store is away for
     * everybody, but not while an answer was lost.
     */
    private BigDecimal leastPerSecond() {
        boolean isKept = kept.signum() > 0;
        if (unanswered < PATIENCE && (!isKept || givenBack)) {
            return BigDecimal.ZERO;
        }
        return isKept ? kept : whole.rate().multiply(BigDecimal.valueOf(Level.SLOWEST, 3));
    }

    private Level giveBack(Level level, Scheduler scheduler) {
        inUse = false;
        granted = false;
        fallenBack = false;
        givenBack = true;
        Level empty = level.under(BigDecimal.ZERO, 0, 0, 0);
        ask(empty, 0, true, scheduler);
        return empty;
    }

    private static boolean isSound(QuotaShares.Grant grant) {
        return grant.burst() >= 0
                && grant.members() >= 0
                && grant.sharedPerSecond() > 0
                && DoubleStream.of(grant.perSecond(), grant.atOnce(), grant.least(), grant.sharedPerSecond())
                        .allMatch(number -> Double.isFinite(number) && number >= 0);
    }

    private static double perSecond(Level level) {
        return level.speed() == 0 ? 0 : level.limits().rate().doubleValue();
    }

    /** One claim under way; whatever comes of it when another has taken its place is of no use. */
    private final class Question {
        private final long at;
        private final QuotaShares.Claim claim;
        private final Disposable.Swap answer = Disposables.swap();

        Question(long at, QuotaShares.Claim claim) {
            this.at = at;
            this.claim = claim;
        }

        void ask() {
            answer.update(Guarded.mono(() -> shares.claim(claim))
                    .subscribe(
                            grant -> end(level -> answered(this, grant, level)),
                            error -> end(level -> unanswered(level, error)),
                            () -> end(level -> unanswered(level, new NoSuchElementException("no grant")))));
        }

        private void end(UnaryOperator<Level> how) {
            change.accept(level -> {
                if (question != this) {
                    return level;
                }
                question = null;
                return how.apply(level);
            });
        }
    }
}
